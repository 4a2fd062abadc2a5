from django.apps import AppConfig


class AnnualReviewsConfig(AppConfig):
    name = "annualreviews"
