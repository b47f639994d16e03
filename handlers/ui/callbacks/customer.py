"""The buttons of customers."""

from __future__ import annotations

from handlers.ui.callback_data import Button, Number, OrderButton, PlainButton, Text

# Choosing: what the customer sees on the way to an order.


class ShowStores(PlainButton):
    """Go back to the stores."""

    prefix = "all_stores"


class ChooseStore(Button):
    """Order from this store."""

    prefix = "store"
    store_id: Text


class ShowCategories(PlainButton):
    """Go to the categories of the chosen store."""

    prefix = "categories"


class ChooseCategory(Button):
    """See the dishes of this category."""

    prefix = "category"
    category_id: Text


class ShowDishes(PlainButton):
    """Go back to the dishes of the chosen category."""

    prefix = "all_dishes"


class ChooseDish(Button):
    """Say how many of this dish."""

    prefix = "dish"
    dish_id: Text


class ChooseQuantity(Button):
    """Put so many of this dish into the basket; an older button means the one chosen last."""

    prefix = "quantity"
    quantity: Number
    dish_id: Text | None = None


class ShowBasket(PlainButton):
    """Look into the basket."""

    prefix = "basket"


class AddOne(Button):
    """Put one more of this dish into the basket."""

    prefix = "more"
    dish_id: Text


class TakeOne(Button):
    """Take one of this dish out of the basket."""

    prefix = "less"
    dish_id: Text


class EmptyBasket(PlainButton):
    """Take everything out of the basket."""

    prefix = "empty"


class CheckOut(PlainButton):
    """Go on to the address."""

    prefix = "checkout"


class PlaceOrder(OrderButton):
    """Order what the summary shows; the id is that of the order it would make."""

    prefix = "place"


class LeaveDraft(PlainButton):
    """Give up the order that is being put together."""

    prefix = "leave"


# The customer's orders.


class PayOrder(OrderButton):
    """Get the invoice."""

    prefix = "pay"


class PayInCash(OrderButton):
    """Promise to pay at the door."""

    prefix = "cash"


class AskToCancel(OrderButton):
    """Be asked whether the order shall be cancelled."""

    prefix = "ask_cancel"


class CancelOrder(OrderButton):
    """Cancel the order, and mean it."""

    prefix = "cancel"


class KeepOrder(OrderButton):
    """Let the order go on after all."""

    prefix = "keep"


class MayCancel(OrderButton):
    """Be asked whether the store shall be asked to cancel an accepted order."""

    prefix = "may_cancel"


class PleaseCancel(OrderButton):
    """Ask the store to cancel, and mean it."""

    prefix = "please_cancel"


class SayWhy(OrderButton):
    """Type why the store is asked to cancel."""

    prefix = "say_why"


class LeaveOut(OrderButton):
    """Take the order without the missing dishes; ``number`` tells which were asked about."""

    prefix = "without"
    number: Number


class CancelForMissing(OrderButton):
    """Do not take the order without the missing dishes."""

    prefix = "not_without"
    number: Number


class OrderAgain(OrderButton):
    """Give up an order that is not paid, for one of what of it can still be had."""

    prefix = "again"


class ShowOrder(OrderButton):
    """Bring the order's card to the end of the chat."""

    prefix = "show"
