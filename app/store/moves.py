"""The audit trail: every judged move, with every finding."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Row, RowMapping, column, func, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB, insert

from app.store import counters
from app.store.prepared import Batch, Prepared, Rows, given
from app.store.tables import deliveries, moves
from rules.decision import Decision, Verdict

#: The verdicts of moves after which a ticket is where it was moved to.
_LET_THROUGH = ("allowed", "overridden")

_JUDGED = (
    "from_stage",
    "via",
    "to_stage",
    "verdict",
    "findings",
    "shadow",
    "mover_id",
    "mover_name",
    "at",
    "reason",
)
_NEW = insert(moves).values({name: given(name) for name in ("task_id", "delivery_id", *_JUDGED)})
_RECORDING = Prepared(
    _NEW.on_conflict_do_update(
        index_elements=["task_id", "delivery_id"],
        set_={name: _NEW.excluded[name] for name in _JUDGED},
        where=or_(moves.c.verdict != _NEW.excluded.verdict, moves.c.to_stage != _NEW.excluded.to_stage),
    ).returning(moves.c.move_id)
)
#: The judgements of the deliveries of a ticket that still wait: a look at it was cut off.
JUDGED = Prepared(
    select(moves.c.delivery_id, moves.c.verdict, moves.c.to_stage)
    .join(deliveries, deliveries.c.delivery_id == moves.c.delivery_id)
    .where(moves.c.task_id == given("task_id"), deliveries.c.handled_at.is_(None))
)
#: The rejected moves of a ticket since a moment, see :func:`rejected_since`.
REJECTED = Prepared(
    select(moves.c.delivery_id, moves.c.mover_id, moves.c.mover_name)
    .where(moves.c.task_id == given("task_id"), moves.c.at >= given("since"), moves.c.verdict == "rejected")
    .order_by(moves.c.move_id)
)
_TOLD_BY = Prepared(
    select(deliveries.c.body)
    .join(moves, moves.c.delivery_id == deliveries.c.delivery_id)
    .where(moves.c.task_id == given("task_id"))
    .order_by(moves.c.move_id.desc())
    .limit(given("most", Integer()))
)


def record(
    connection: Connection,
    decision: Decision,
    *,
    delivery_id: int,
    mover_id: int | None,
    mover_name: str | None,
    at: datetime,
    shadow: bool = False,
) -> bool:
    """
    Store and count a judgement, with who overrode it and why, if someone did.

    `delivery_id` is the delivery that reported the move.  `shadow`: it is judged only, and not carried out.

    Returns whether it is new.  False means that the same judgement was made before a crash, or that a move
    that could not be judged still cannot be, for the same reasons.  If the move is judged again after a
    crash with another result, this replaces the result that was not carried out.
    """
    row = _row(decision, delivery_id, mover_id=mover_id, mover_name=mover_name, at=at, shadow=shadow)
    same = ("verdict", "to_stage", "findings")
    if decision.verdict is Verdict.UNDECIDED and any(
        all(before[name] == row[name] for name in same)
        for before in latest(connection, decision.task_id, most=1)
    ):
        return False
    if _RECORDING.row(connection, **row) is None:
        return False
    _count(connection, decision)
    return True


def keep(
    batch: Batch,
    decision: Decision,
    *,
    delivery_id: int,
    mover_id: int | None,
    mover_name: str | None,
    at: datetime,
) -> None:
    """The same for a judgement that is known to be new, see :func:`judged_in`."""
    _RECORDING.run(
        batch, **_row(decision, delivery_id, mover_id=mover_id, mover_name=mover_name, at=at, shadow=False)
    )
    _count(batch, decision)


def judged_in(rows: Rows) -> Mapping[int, tuple[str, str]]:
    """Delivery -> verdict and target stage of its judgement, from the rows of :data:`JUDGED`."""
    return {row["delivery_id"]: (row["verdict"], row["to_stage"]) for row in rows}


def is_new(judged: Mapping[int, tuple[str, str]], decision: Decision, *, delivery_id: int) -> bool:
    """Whether a judgement is not the one that a look which was cut off has made of a delivery."""
    return judged.get(delivery_id) != (decision.verdict.name.lower(), decision.move.to_stage)


def _row(
    decision: Decision,
    delivery_id: int,
    *,
    mover_id: int | None,
    mover_name: str | None,
    at: datetime,
    shadow: bool,
) -> dict[str, Any]:
    findings = [
        {"code": f.code, "outcome": f.outcome.name.lower(), "sentence": f.sentence} for f in decision.findings
    ]
    judged = {
        "from_stage": decision.move.from_stage,
        "via": list(decision.move.via),
        "to_stage": decision.move.to_stage,
        "verdict": decision.verdict.name.lower(),
        "findings": findings,
        "shadow": shadow,
    }
    about: dict[str, Any] = {"reason": None, "mover_id": mover_id, "mover_name": mover_name, "at": at}
    if decision.override is not None:
        word = decision.override
        about |= {"mover_id": word.by_id, "mover_name": word.by, "reason": word.reason}
    return {"task_id": decision.task_id, "delivery_id": delivery_id, **judged, **about}


def latest(connection: Connection, task_id: str, *, most: int = 20) -> Sequence[RowMapping | dict[str, Any]]:
    """The latest judgements of a ticket, newest first."""
    return (
        connection.execute(
            select(moves).where(moves.c.task_id == task_id).order_by(moves.c.move_id.desc()).limit(most)
        )
        .mappings()
        .all()
    )


def entered(connection: Connection, task_id: str, *, most: int = 20) -> Sequence[str]:
    """The stages that a ticket was let into, the latest first, then the one where these began."""
    rows = connection.execute(
        select(moves.c.to_stage, moves.c.via, moves.c.from_stage)
        .where(moves.c.task_id == task_id, moves.c.verdict.in_(_LET_THROUGH))
        .order_by(moves.c.move_id.desc())
        .limit(most)
    ).all()
    been = [stage for row in rows for stage in (row.to_stage, *reversed(row.via))]
    return [*been, *(row.from_stage for row in rows[-1:] if row.from_stage)]


def rejected_since(connection: Connection, task_id: str, since: datetime) -> Rows:
    """The rejected moves of a ticket since then, oldest first: `delivery_id`, `mover_id`, `mover_name`."""
    return REJECTED.rows(connection, task_id=task_id, since=since)


def count(connection: Connection, since: datetime, *, shadow: bool) -> dict[tuple[str, str], int]:
    """
    The number of moves judged since a moment, by target stage and verdict.

    A ticket that was created or came from another list has not moved between stages.  `shadow`: those that
    were only judged, which are not among the others.
    """
    rows = connection.execute(
        select(moves.c.to_stage, moves.c.verdict, func.count())
        .where(moves.c.at >= since, moves.c.shadow.is_(shadow), moves.c.from_stage.is_not(None))
        .group_by(moves.c.to_stage, moves.c.verdict)
    )
    return {(stage, verdict): number for stage, verdict, number in rows}


def stopped(connection: Connection, since: datetime, *, most: int) -> list[tuple[str, str, int]]:
    """Why moves were put back: (stage, code of the finding, number of moves), the most first."""
    found = func.jsonb_array_elements(moves.c.findings).table_valued(column("value", JSONB)).alias("found")
    finding = found.c.value
    code = finding["code"].astext
    rows = connection.execute(
        select(moves.c.to_stage, code, func.count())
        .select_from(moves.join(found, true()))
        .where(moves.c.at >= since, moves.c.verdict == "rejected", finding["outcome"].astext == "unmet")
        .where(moves.c.shadow.is_(False), moves.c.from_stage.is_not(None))
        .group_by(moves.c.to_stage, code)
        .order_by(func.count().desc(), moves.c.to_stage, code)
        .limit(most)
    )
    return [(stage, said, number) for stage, said, number in rows]


def told_by(connection: Connection, task_id: str, *, most: int = 5) -> Sequence[bytes]:
    """The bodies of the deliveries that reported the latest judged moves of a ticket, if still stored."""
    return [row["body"] for row in _TOLD_BY.rows(connection, task_id=task_id, most=most)]


def visits_ended(connection: Connection, since: datetime) -> Sequence[Row[Any]]:
    """
    The visits of stages that ended since a moment: `task_id`, `stage`, `entered_at`, `left_at`.

    They come from accepted moves; visits before Stagegate knew a ticket are unknown.
    """
    next_move = func.lead(moves.c.at).over(partition_by=moves.c.task_id, order_by=moves.c.move_id)
    let_through = (
        select(
            moves.c.task_id,
            moves.c.to_stage.label("stage"),
            moves.c.at.label("entered_at"),
            next_move.label("left_at"),
        )
        .where(moves.c.verdict.in_(_LET_THROUGH))
        .subquery()
    )
    return connection.execute(select(let_through).where(let_through.c.left_at >= since)).all()


def _count(where: Connection | Batch, decision: Decision) -> None:
    """Count the verdict, and by its code each requirement that was not met."""
    missing = [{"code": f.code, "outcome": f.outcome.name.lower()} for f in decision.unmet + decision.unknown]
    verdict = {"stage": decision.move.to_stage, "verdict": decision.verdict.name.lower()}
    counters.add(where, findings=missing, verdicts=[verdict])
