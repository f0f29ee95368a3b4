"""What `view --export` does: write one file that shows an area, to be sent to somebody."""

from __future__ import annotations

from pathlib import Path

from collectief_sim.cli.interrupts import if_interrupted
from collectief_sim.cli.terminal import progress_bar, say, warm_up, warn
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.new_file import check_new_file, write_new_file
from collectief_sim.files.texts import short

OPTION = "--export"


def export_story(target: str, seed: int | None, file: Path, language: str) -> None:
    """Simulate what is asked for and write it into a new file.

    Raises
    ------
    ScenarioError
        If something is not allowed, the file would be too large, or it cannot be written.
    """
    from collectief_sim.viewer.story import steps_of, story_of
    from collectief_sim.viewer.subject import subject_of

    check_new_file(file, OPTION)
    if file.suffix.lower() not in (".html", ".htm"):
        raise ScenarioError(
            f"{OPTION} {short(str(file))}: its name must end in .html, so that a double click opens it."
        )
    subject = subject_of(target, seed=seed)
    if subject.notice:
        warn(f"Note: {subject.notice}")
    with if_interrupted(lambda: "everything was written." if file.exists() else "nothing was written."):
        with progress_bar() as progress:
            task = progress.add_task("starting", total=steps_of(subject))
            warm_up(subject.scenario)
            story = story_of(subject, language, lambda: progress.update(task, advance=1, description="Simulating"))
        write_new_file(file, story.content, OPTION)
    if not story.building_cards:
        warn("Note: cards of buildings are short in this file: there was no room for more.")
    say(f"Written: {file} ({len(story.content) / 1e6:.1f} MB)")
