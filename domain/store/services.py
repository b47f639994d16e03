"""Running a store: its file, its opening state and its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.store import (
    commands,
    cooking_services,
    missing_services,
    queries,
    request_services,
    ticket_services,
)
from domain.store.commands import StoreFile
from domain.store.model import Store
from domain.store.queries import StoreView
from domain.store.reasons import CloseReason

if TYPE_CHECKING:
    from domain.shared.messages import Services
    from domain.store.ports import StoreUnitOfWork


def import_store(command: commands.ImportStore, uow: StoreUnitOfWork) -> str:
    """Create a store, or bring it up to its file; past orders keep their own copies."""
    store = uow.stores.find(command.store.id)
    if store is None:
        uow.stores.add(_new(command.store))
        return "added"
    if command.only_new:
        return "kept"
    _update(store, command.store)
    uow.stores.save(store)
    return "updated"


def open_store(command: commands.OpenStore, uow: StoreUnitOfWork) -> str:
    """Take orders again. Raises NotFound, NotAllowed, StorePaused."""
    store = uow.stores.get(command.store_id)
    store.require_owner(command.user_id, "open")
    store.open(command.user_id)
    uow.stores.save(store)
    return store.name


def close_store(command: commands.CloseStore, uow: StoreUnitOfWork) -> str:
    """Take no more orders. Raises NotFound, NotAllowed."""
    store = uow.stores.get(command.store_id)
    store.require_owner(command.user_id, "close")
    store.close(CloseReason.OWNER)
    uow.stores.save(store)
    return store.name


def pause_store(command: commands.PauseStore, uow: StoreUnitOfWork) -> str:
    """Stop a store in the platform's name. Raises NotFound, NotAllowed."""
    uow.limits.require_operator(command.user_id, "pause")
    store = uow.stores.get(command.store_id)
    store.pause(command.user_id)
    uow.stores.save(store)
    return store.name


def resume_store(command: commands.ResumeStore, uow: StoreUnitOfWork) -> str:
    """Let a paused store take orders again. Raises NotFound, NotAllowed."""
    uow.limits.require_operator(command.user_id, "resume")
    store = uow.stores.get(command.store_id)
    store.resume(command.user_id)
    uow.stores.save(store)
    return store.name


def suspend_store(command: commands.SuspendStore, uow: StoreUnitOfWork) -> None:
    """Stop a store that no message reaches from taking orders (design, section 6).

    Raises:
        NotFound: There is no such store.
    """
    store = uow.stores.get(command.store_id)
    store.close(CloseReason.UNREACHABLE)
    uow.stores.save(store)


def set_capacity(command: commands.SetCapacity, uow: StoreUnitOfWork) -> str:
    """Change what the kitchen takes at once. Raises NotFound, NotAllowed, InvalidInput."""
    store = uow.stores.get(command.store_id)
    store.require_owner(command.user_id, "set_capacity")
    store.set_capacity(command.capacity)
    uow.stores.save(store)
    return store.name


def set_dish_available(command: commands.SetDishAvailable, uow: StoreUnitOfWork) -> None:
    """Mark a dish as sold out, or as available. Raises NotFound, NotAllowed."""
    store = uow.stores.get(command.store_id)
    store.require_owner(command.user_id, "set_dish_available")
    store.set_available(command.dish_id, available=command.available)
    uow.stores.save(store)


def list_stores(_query: queries.ListStores, uow: StoreUnitOfWork) -> tuple[StoreView, ...]:
    """Every store, the open ones first."""
    return tuple(
        StoreView.of(store) for store in sorted(uow.stores.all(), key=lambda s: not s.takes_orders)
    )


def stores_to_pause(query: queries.StoresToPause, uow: StoreUnitOfWork) -> tuple[StoreView, ...]:
    """Every store by name. Raises NotAllowed."""
    uow.limits.require_operator(query.user_id, "list_stores")
    return tuple(StoreView.of(store) for store in uow.stores.all())


def get_store(query: queries.GetStore, uow: StoreUnitOfWork) -> StoreView:
    """One store with its menu. Raises NotFound."""
    return StoreView.of(uow.stores.get(query.store_id))


def my_stores(query: queries.MyStores, uow: StoreUnitOfWork) -> tuple[StoreView, ...]:
    """The stores of one owner; none for anybody else."""
    return tuple(StoreView.of(store) for store in uow.stores.owned_by(query.user_id))


def is_courier(query: queries.IsCourier, uow: StoreUnitOfWork) -> bool:
    """Whether somebody delivers for any store."""
    return bool(uow.stores.of_courier(query.user_id))


def _new(file: StoreFile) -> Store:
    return Store(
        id=file.id,
        name=file.name,
        currency=file.currency,
        phone=file.phone,
        address=file.address,
        is_open=file.is_open is not False,
        categories=file.categories,
        owners=file.owners,
        couriers=file.couriers,
        methods=file.methods,
        capacity=file.capacity,
        terms=file.terms,
        region=file.region,
    )


def _update(store: Store, file: StoreFile) -> None:
    store.name, store.currency = file.name, file.currency
    store.phone, store.address = file.phone, file.address
    available = {dish.id: dish.available for it in store.categories for dish in it.dishes}
    store.categories = file.categories
    for dish_id in file.silent & available.keys():
        store.set_available(dish_id, available=available[dish_id])
    store.owners, store.couriers = file.owners, file.couriers
    store.methods, store.terms, store.region = file.methods, file.terms, file.region
    if file.capacity is not None:
        store.set_capacity(file.capacity)
    if file.is_open is True and store.paused_by is None:
        store.open()
    elif file.is_open is False:
        store.close(CloseReason.OWNER)


SERVICES: Services = {
    commands.ImportStore: import_store,
    commands.OpenStore: open_store,
    commands.CloseStore: close_store,
    commands.SuspendStore: suspend_store,
    commands.PauseStore: pause_store,
    commands.ResumeStore: resume_store,
    commands.SetCapacity: set_capacity,
    commands.SetDishAvailable: set_dish_available,
    queries.ListStores: list_stores,
    queries.StoresToPause: stores_to_pause,
    queries.GetStore: get_store,
    queries.MyStores: my_stores,
    queries.IsCourier: is_courier,
    **ticket_services.SERVICES,
    **cooking_services.SERVICES,
    **request_services.SERVICES,
    **missing_services.SERVICES,
}
