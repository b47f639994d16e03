"""The delivery aggregate: a trip from a store to a door, when all goes well."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.delivery.errors import AlreadyTaken
from domain.delivery.events import (
    CourierAssigned,
    Delivered,
    DeliveryCancelled,
    DeliveryCollectable,
    DeliveryOffered,
    DeliveryScheduled,
    DeliveryStarted,
    StoreBringsIt,
)
from domain.delivery.states import WITH_FOOD, DeliveryState
from domain.delivery.troubles import Troubles
from domain.shared.money import Money


@dataclass(kw_only=True)
class Delivery(Troubles):
    """What brings one order to its customer."""

    def schedule(self) -> None:
        """Announce the new delivery."""
        self._tell(DeliveryScheduled)

    def offer(self, total: Money | None = None, *, to_nobody: bool = False) -> None:
        """Offer it to every courier of the store.

        Args:
            total: What the order costs now, which is what is to be collected, if anything is.
            to_nobody: Whether there is no courier whom to ask twice.
        """
        self._move("offer")
        self.asked = int(to_nobody)
        if total and self.destination.to_collect:
            self.destination = replace(self.destination, to_collect=total)
        self._tell(DeliveryOffered)

    def assign(self, courier_id: int, courier_name: str) -> None:
        """Give it to the courier who asks first.

        Raises:
            AlreadyTaken: Somebody has it.
            WrongState: It is not offered yet, or was called off.
        """
        called_off = {DeliveryState.CANCELLED, DeliveryState.FAILED}
        if self.courier_id is not None and self.state not in called_off:
            raise AlreadyTaken(self.order_id, self.courier_id, self.courier_name)
        self._move("take")
        self._hand_to(courier_id, courier_name, CourierAssigned)

    def skip_asking_again(self) -> None:
        """There is no courier left whom to ask twice; it stays offered."""
        self.asked = max(self.asked, 1)

    def pick_up(self, courier_id: int, courier_name: str = "") -> None:
        """The courier has the food; one that nobody has taken is theirs from now on.

        Raises:
            NotTheirs: Somebody else has it.
            WrongState: It is not offered or assigned.
        """
        self._require_courier(courier_id)
        self._move("pick_up")
        self.trips += 1
        self._hand_to(courier_id, self.courier_name or courier_name, DeliveryStarted)

    def deliver(self, courier_id: int) -> None:
        """The customer has the food. Raises NotTheirs, WrongState."""
        self._require_courier(courier_id)
        self._move("deliver")
        self.problem = None
        self._tell(Delivered, courier_id=courier_id, collected=self.destination.to_collect)

    def cancel(self) -> None:
        """The order was called off; whoever has it is told. Raises WrongState."""
        was_offered = self.state is not DeliveryState.SCHEDULED
        had_food = self.state in WITH_FOOD
        self._move("cancel")
        self._tell(
            DeliveryCancelled,
            was_offered=was_offered,
            courier_id=self.courier_id,
            had_food=had_food,
        )

    def bring(self, owner_id: int, owner_name: str) -> None:
        """Let an owner of the store bring it, whoever has it.

        Raises:
            AlreadyTaken: It is theirs already.
            WrongState: It is not cooked yet, or has ended.
        """
        state, instead_of = self._after("bring"), self.courier_id
        if instead_of == owner_id:
            raise AlreadyTaken(self.order_id, owner_id, self.courier_name)
        was_collectable = self.state is DeliveryState.COLLECTABLE
        if instead_of is not None:
            self._free(instead_of, to_nobody=False)
        self.state = state
        more = {"instead_of": instead_of, "was_collectable": was_collectable}
        self._hand_to(owner_id, owner_name, StoreBringsIt, **more)

    def let_collect(self, by: int) -> None:
        """Tell the customer to come for it. Raises WrongState."""
        self._move("let_collect")
        self.asked = 0
        where = self.destination
        self._tell(
            DeliveryCollectable,
            store_name=where.store_name,
            store_address=where.store_address,
            store_phone=where.store_phone,
            by=by,
            revision=self.version,
        )

    def confirm(self, by: int) -> None:
        """Somebody who knows says that the customer has the food. Raises WrongState."""
        was_collected = self.state is DeliveryState.COLLECTABLE
        was_started = self.state in WITH_FOOD
        self._move("confirm")
        self.problem = None
        self._tell(
            Delivered,
            courier_id=self.courier_id,
            by=by,
            was_collected=was_collected,
            was_started=was_started,
            collected=self.destination.to_collect,
        )
