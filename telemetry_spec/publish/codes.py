"""The pages of the codes that publishing raises."""

from __future__ import annotations

from typing import Final

from telemetry_spec.model.page import Page

CODES: Final[dict[str, Page]] = {
    "bad-marker": Page(
        "A marker on a page cannot be followed",
        "Reports markers that name no product, no part of its page or no option that there is, and blocks that do not "
        "end or have not begun.",
        "The page would say nothing where its reader looks for what is collected.",
        "<!-- telemetry-spec: acme.clii -->\n<!-- /telemetry-spec -->\n",
        "<!-- telemetry-spec: acme.cli -->\n<!-- /telemetry-spec -->\n",
    ),
    "collection-changes": Page(
        "Collection changes, without being wider or narrower",
        "Reports a difference between two versions of a spec that lets neither more nor less leave, or of which nobody "
        "can tell: another name on the wire, another address, a deprecation.",
        "Whoever reads the data, and whoever reads the page, has to know of it.",
        "A field is called `os` on the wire, and `system` in the newer version.\n",
        "The newer version, with a higher `version` and a page that shows the change.\n",
    ),
    "collection-narrows": Page(
        "Collection narrows",
        "Reports a difference between two versions of a spec by which less leaves, less often, further from a person, "
        "or with more ways out.",
        "Users like to hear of it.",
        "A field is gone in the newer version.\n",
        "The newer version, with a higher `version` and a page that shows the change.\n",
    ),
    "collection-widens": Page(
        "Collection widens",
        "Reports a difference between two versions of a spec by which more leaves, more often, closer to a person, or "
        "with fewer ways out: another field or event, a higher limit, a hash that is gone, an opt-out that stops less, "
        "a promise that covers less.",
        "Users agreed to less. Somebody has to decide that more is collected, and users have to hear of it.",
        "A newer version with the field `project_path`, and nobody was asked.\n",
        "The same, once those who answer for privacy have agreed, with a higher `version`.\n",
    ),
    "collection-unchanged-version": Page(
        "What is collected changes, and the version does not",
        "Reports two specs with the same `version` that collect different things, or a newer one with a lower version.",
        "`version` is what readers, `since` and the history of the page go by.",
        'version: "2" in both, and a field more in the newer one\n',
        'version: "3" in the newer one\n',
    ),
    "history-empty": Page(
        "There is no older version of the spec",
        "Reports that no tag of the repository, or no file of the folder, holds an older version of the spec. Where "
        "the clone is whole, and its tags hold the current version only, nothing is reported.",
        "A page that was to show what changed shows nothing, and looks as if nothing ever did.",
        "A shallow clone or one without tags, as CI systems make by default.\n",
        "git fetch --tags --unshallow\n",
    ),
    "history-later": Page(
        "An older version of the spec calls itself newer",
        "Reports a tag or a file whose spec has a higher `version` than the current spec. It is left out.",
        "A history goes up to the version that the page is about. Often `version` was lowered by mistake.",
        'version: "3" in the tag v1.0, and version: "2" in the current spec\n',
        'version: "4" in the current spec\n',
    ),
    "history-shallow": Page(
        "Older versions of the spec may be missing",
        "Reports a shallow clone. It holds older versions of the spec, and maybe not all of them.",
        "A clone cannot tell what it lacks. The history may begin in the middle.",
        "git clone --depth 50\n",
        "git fetch --tags --unshallow\n",
    ),
    "history-unavailable": Page(
        "Older versions cannot be read",
        "Reports that there is no git, no repository or no folder to read older versions from, or that git refuses.",
        "A page that was to show what changed shows nothing.",
        "A spec in an archive that was unpacked, without its repository.\n",
        "A spec in a clone of its repository, or older versions in a folder.\n",
    ),
    "history-unchanged-version": Page(
        "What is collected changed, and the version did not",
        "Reports two tags, or a tag and the current spec, with the same `version` that collect different things. The "
        "history shows the differences under that version.",
        "`version` is what readers and `since` go by. It is raised whenever collection changes.",
        'version: "2" in the tags v1.0 and v1.1, between which a field was added\n',
        'version: "3" in the tag v1.1\n',
    ),
    "history-unreadable": Page(
        "An older version of the spec cannot be read",
        "Reports a tag or a file whose spec has errors under the present language. It is left out: its changes are "
        "shown together with those of the version after it.",
        "What is shown as new in one version may have come in the one that is left out.",
        "A tag from before the language had its present keys.\n",
        "A mended copy of that version in a folder of old specs.\n",
    ),
    "no-markers": Page(
        "There is nothing to bring up to date",
        "Reports files without a marker, or a run over folders of which no file has one.",
        "A check that checks nothing would pass on every page, also on one whose marker was lost.",
        "# What we collect\n",
        "# What we collect\n\n<!-- telemetry-spec: acme -->\n<!-- /telemetry-spec -->\n",
    ),
    "stale-block": Page(
        "A block on a page is not up to date",
        "Reports blocks between markers that hold something else than the spec gives today.",
        "The page would go on saying what was collected once. With `--check` nothing is written.",
        "# The description of a field was changed, and the page was not made anew.\n",
        "# `telemetry-spec docs sync` was run after the change, and the page was committed with it.\n",
    ),
}
