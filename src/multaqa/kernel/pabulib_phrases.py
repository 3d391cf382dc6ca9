"""What is wrong in a file of ballots, said with its line and its remedy."""

from multaqa.kernel.marked import Phrase, _

REFUSALS: dict[str, Phrase] = {
    "pabulib.too_large": _("The file is larger than %(most)s megabytes."),
    "pabulib.meta_needed": _("Line %(line)s: the section META lacks “%(key)s”. Write it there."),
    "pabulib.no_envelope": _("Line %(line)s: the budget must be more than 0."),
    "pabulib.nul": _(
        "Line %(line)s holds signs that no text has. Save the file again as text, in UTF-8."
    ),
    "pabulib.unreadable": _(
        "Line %(line)s cannot be read: look for a quotation mark that is not closed."
    ),
    "pabulib.section_missing": _(
        "The file has no section %(name)s: it needs META, PROJECTS and VOTES."
    ),
    "pabulib.column_missing": _(
        "Line %(line)s: the section %(section)s has no column “%(column)s”."
    ),
    "pabulib.unknown_kind": _(
        "Line %(line)s: “%(kind)s” is no kind of ballot. Write approval, choose-1, "
        "cumulative, scoring or ordinal."
    ),
    "pabulib.no_number": _("Line %(line)s: “%(told)s” is no number."),
    "pabulib.meta_missing": _("Line %(line)s: the section META lacks “%(key)s”."),
    "pabulib.encoding": _("Line %(line)s is not in UTF-8. Save the file again in UTF-8."),
    "pabulib.line_ends": _(
        "Line %(line)s ends otherwise than the first. Save the file again with one kind of "
        "line end."
    ),
    "pabulib.unknown_section": _(
        "Line %(line)s: “%(name)s” is no section. Take it out, with the rows under it."
    ),
    "pabulib.quote_open": _(
        "Line %(line)s: a quotation mark is never closed. Close it, or take it out."
    ),
    "pabulib.row_torn": _(
        "Line %(line)s: “%(told)s” is no whole row. Write its other cells, or take it out."
    ),
    "pabulib.before_sections": _(
        "Line %(line)s stands before the first section. Begin the file with META."
    ),
    "pabulib.meta_twice": _("Line %(line)s: “%(key)s” stands twice in META. Keep one."),
    "pabulib.too_many_projects": _(
        "Line %(line)s: there are more than %(most)s projects. Look whether the word VOTES is "
        "missing above the ballots."
    ),
    "pabulib.project_without_id": _(
        "Line %(line)s: the project has no id. Give it one, or take the row out."
    ),
    "pabulib.project_twice": _(
        "Line %(line)s: two projects have the id “%(project)s”. Give each its own."
    ),
    "pabulib.cost_below_nothing": _(
        "Line %(line)s: the project “%(project)s” costs %(cost)s, less than 0. Correct it; 0 "
        "stands for a project that was withdrawn."
    ),
    "pabulib.cost_is_none": _(
        "Line %(line)s: the cost %(cost)s of “%(project)s” is no real cost. Write 0 for a "
        "project that was withdrawn."
    ),
    "pabulib.count_differs": _(
        "Line %(line)s: %(key)s says %(told)s, and the file holds %(count)s."
    ),
    "pabulib.decimal_comma": _("Line %(line)s: write “%(told)s” with a point, not a comma."),
    "pabulib.voter_twice": _(
        "Line %(line)s: the voter “%(voter)s” has a ballot already. Keep one."
    ),
    "pabulib.unknown_project": _(
        "Line %(line)s: there is no project “%(project)s”. Take it out of the ballot."
    ),
    "pabulib.choice_twice": _("Line %(line)s: the ballot names “%(project)s” twice. Keep one."),
    "pabulib.points_below_nothing": _("Line %(line)s: the points of “%(project)s” are below 0."),
    "pabulib.points_count": _(
        "Line %(line)s: the ballot names %(projects)s projects and gives points %(points)s "
        "times. Give each its points."
    ),
    "pabulib.below_min_length": _(
        "Line %(line)s: the projects on the ballot: %(value)s, below the limit of %(limit)s."
    ),
    "pabulib.above_max_length": _(
        "Line %(line)s: the projects on the ballot: %(value)s, above the limit of %(limit)s."
    ),
    "pabulib.below_min_sum_cost": _(
        "Line %(line)s: the cost of the ballot’s projects together: %(value)s, below the "
        "limit of %(limit)s."
    ),
    "pabulib.above_max_sum_cost": _(
        "Line %(line)s: the cost of the ballot’s projects together: %(value)s, above the "
        "limit of %(limit)s."
    ),
    "pabulib.below_min_points": _(
        "Line %(line)s: the points of one project: %(value)s, below the limit of %(limit)s."
    ),
    "pabulib.above_max_points": _(
        "Line %(line)s: the points of one project: %(value)s, above the limit of %(limit)s."
    ),
    "pabulib.below_min_sum_points": _(
        "Line %(line)s: the points of the ballot together: %(value)s, below the limit of %(limit)s."
    ),
    "pabulib.above_max_sum_points": _(
        "Line %(line)s: the points of the ballot together: %(value)s, above the limit of %(limit)s."
    ),
}
