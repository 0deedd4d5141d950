"""Vietnamese paths, English names. Published addresses never change (CONTRACT)."""

from django.urls import path

from campaigns import feeds, views

urlpatterns = [
    path("tin-tuc/", views.article_list, name="articles"),
    path("tin-tuc/rss/", feeds.articles_rss, name="articles_rss"),
    path("tin-tuc/<slug:slug>/", views.article_detail, name="article"),
]
