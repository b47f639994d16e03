"""The kept updates, as the inbox needs them: each method is one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.persistence.queues.inbox import Conversation, Looked, StoredUpdate
    from bot.persistence.unit_of_work import Database, UnitOfWork
    from domain.customer import UpdateSetAside


class UpdateStore:
    """Updates of a database. Every method raises DatabaseUnavailable while it is away."""

    def __init__(self, database: Database) -> None:
        """Keep updates in a database."""
        self._database = database

    async def keep(self, arrived: list[StoredUpdate]) -> list[StoredUpdate]:
        """Keep updates, on the disk; answers those that were not known yet, in their order."""
        return await self._database.write(lambda uow: uow.updates.keep(arrived), lasting=True)

    async def user_queues(self) -> list[str]:
        """In which user queues something is not finished."""
        return await self._database.read(lambda uow: uow.updates.user_queues())

    async def undone_in(self, user_queue: str, most: int) -> list[StoredUpdate]:
        """The oldest of a user queue that are not finished."""
        return await self._database.read(lambda uow: uow.updates.undone_in(user_queue, most))

    async def look(self, update_id: int, user_id: int | None) -> Looked | None:
        """Look whether an update still has to be handled, and where its sender is."""
        return await self._database.read(lambda uow: uow.updates.look(update_id, user_id))

    async def replied(self, update_id: int, replies: int) -> None:
        """Note how many messages were sent for an update that is still being handled."""
        await self._database.write(lambda uow: uow.updates.replied(update_id, replies))

    async def done(
        self,
        update_id: int,
        user_id: int | None = None,
        before: Conversation | None = None,
        after: Conversation | None = None,
    ) -> None:
        """Mark an update as done, with what it changed of its sender's conversation."""

        def done(uow: UnitOfWork) -> None:
            if user_id is not None and after is None and before is not None:
                uow.conversations.end(user_id)
            elif after is not None and after != before:
                uow.conversations.save(after)
            mark_done(update_id, uow)

        await self._database.write(done)

    async def set_aside(self, update_id: int, error: str, event: UpdateSetAside) -> None:
        """Keep what cannot be handled until somebody decides, and publish that, once."""

        def set_aside(uow: UnitOfWork) -> None:
            if uow.updates.set_aside(update_id, error):
                uow.publish(event)

        await self._database.write(set_aside, lasting=True)


def mark_done(update_id: int, uow: UnitOfWork) -> None:
    """The last thing that happens to an update."""
    uow.updates.done(update_id)
