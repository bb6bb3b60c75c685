from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "qms.quality"
    label = "quality"
