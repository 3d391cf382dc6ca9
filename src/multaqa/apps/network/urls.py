from django.urls import path

from multaqa.apps.network.views import (
    body_desk,
    desk,
    desk_people,
    entering,
    joining,
    papers,
    people,
    public,
)

app_name = "network"
urlpatterns = [
    path("network/", public.directory, name="directory"),
    path("network/enter/", entering.enter, name="enter"),
    path("network/territory/<text:code>/", public.of_territory, name="of_territory"),
    path("network/invitation/<text:link>/", joining.invitation, name="invitation"),
    path("network/proof/<int:pk>/", joining.proof, name="proof"),
    path("network/<slug:slug>/", public.body, name="body"),
    path("network/<slug:slug>/claim/", joining.claim, name="claim"),
    path("network/<slug:slug>/desk/", body_desk.own_desk, name="own-desk"),
    path("network/<slug:slug>/desk/confirm/", body_desk.confirm, name="confirm"),
    path("network/<slug:slug>/desk/history/", body_desk.history, name="history"),
    path("network/<slug:slug>/desk/invite/", people.invite, name="invite"),
    path(
        "network/<slug:slug>/desk/invitations/<int:pk>/",
        people.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("network/<slug:slug>/desk/claims/<int:pk>/", joining.claim_word, name="claim-word"),
    path("network/<slug:slug>/desk/hand-over/", joining.hand_over, name="hand-over"),
    path("network/<slug:slug>/desk/hand-over/<int:pk>/", joining.handover, name="handover"),
    path("network/<slug:slug>/desk/papers/", papers.papers, name="papers"),
    path("network/<slug:slug>/desk/papers/<slug:kind>/begin/", papers.begin, name="begin-paper"),
    path("network/<slug:slug>/desk/papers/<int:pk>/", papers.paper, name="paper"),
    path("network/<slug:slug>/desk/papers/<int:pk>/drop/", papers.drop, name="drop-paper"),
    path(
        "network/<slug:slug>/desk/papers/<int:pk>/paper.pdf", papers.paper_file, name="paper-file"
    ),
    path("network/<slug:slug>/revise/", entering.revise, name="revise"),
    path("network/<slug:slug>/people/", people.people, name="people"),
    path("network/<slug:slug>/people/<int:pk>/", people.answer, name="answer"),
    path("network/<slug:slug>/join/", people.join, name="join"),
    path("me/bodies/", people.mine, name="mine"),
    path("desk/bodies/", desk.to_verify, name="desk"),
    path("desk/bodies/pairs/", desk.pairs, name="desk-pairs"),
    path("desk/bodies/requests/", desk.requests, name="desk-requests"),
    path("desk/bodies/claims/", desk_people.claims, name="desk-claims"),
    path("desk/bodies/claims/<int:pk>/", desk_people.claim, name="desk-claim"),
    path("desk/bodies/stale/", desk_people.stale, name="desk-stale"),
    path("desk/bodies/left/", desk_people.left, name="desk-left"),
    path("desk/bodies/all/", desk.all_bodies, name="desk-all"),
    path("desk/bodies/<slug:slug>/", desk.body, name="desk-body"),
    path("desk/bodies/<slug:slug>/beside/<slug:other>/", desk.pair, name="desk-pair"),
]
