"""The application a web server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dajuan.site.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402  # the application is set up by now

from dajuan.core.outbox import ticking as outbox  # noqa: E402  # likewise
from dajuan.core.seal import ticking as seal  # noqa: E402  # likewise
from dajuan.figures import recount  # noqa: E402  # likewise
from dajuan.figures.mirror import following as mirror  # noqa: E402  # likewise

seal.start(settings.SEAL_SECONDS)
outbox.start(settings.OUTBOX_SECONDS)
mirror.start(settings.MIRROR_SECONDS)
recount.start(settings.MIRROR_SECONDS)
