from django.urls import URLPattern

app_name = "livelihood"
staff: list[URLPattern] = []
public: list[URLPattern] = []
urlpatterns = staff
