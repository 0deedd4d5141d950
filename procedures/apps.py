from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = "Thủ tục hành chính"

    def ready(self):
        from procedures import checks, freeze  # noqa: F401 - registering the system check

        post_migrate.connect(freeze.install, sender=self)
