from django.urls import path

from multaqa.apps.attendance.views import certificate_files, certificates, mine

urlpatterns = [
    path("certificates/", certificates.lookup, name="certificate-lookup"),
    path("certificates/<text:code>/", certificates.certificate, name="certificate"),
    path("me/badge/<int:number>/", mine.badge, name="my-badge"),
    path("me/badge/<int:number>/qr.svg", mine.badge_code, name="my-badge-code"),
    path("me/badge/<int:number>/certificate/", certificates.mine, name="my-certificate"),
    path("desk/<int:number>/certificates/", certificates.desk, name="certificates"),
    path("desk/<int:number>/certificates/make/", certificates.make, name="make-certificates"),
    path(
        "desk/<int:number>/certificates/files/", certificate_files.files, name="certificate-files"
    ),
    path(
        "desk/<int:number>/certificates/files/<int:place>.pdf",
        certificate_files.fetch,
        name="certificate-file",
    ),
    path(
        "desk/<int:number>/certificates/<slug:language>.pdf",
        certificates.file,
        name="certificates-file",
    ),
    path("desk/<int:number>/certificates/<int:place>/", certificates.one, name="desk-certificate"),
]
