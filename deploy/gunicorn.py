"""gunicorn: two workers of four threads; each builds its search index before it takes requests."""

bind = "0.0.0.0:8000"
workers = 2
threads = 4
worker_class = "gthread"
max_requests = 20_000
max_requests_jitter = 2_000
timeout = 60
accesslog = None
forwarded_allow_ips = "*"  # only the proxy of compose.yaml can reach this port


def post_worker_init(worker):
    """Warm the derived data, so that no citizen waits for it."""
    from procedures import directory, search

    directory.get()
    search.warm()
