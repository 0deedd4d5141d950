from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_save


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = "Thủ tục hành chính"

    def ready(self):
        from procedures import checks, former, freeze  # noqa: F401 - registering the system check

        pre_save.connect(former.keep)
        post_migrate.connect(freeze.install, sender=self)
