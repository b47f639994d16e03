### Every text that a person reads, in English. Telegram HTML; the values are escaped already.

## Start and help
start-customer = 👋 Hello <b>{ $name }</b>! I bring food from the stores around you.
start-owner = 👩‍🍳 Hello <b>{ $name }</b>! You run <b>{ $stores }</b>. Paid orders appear in this chat with buttons to accept or reject them.
start-courier = 🛵 Hello <b>{ $name }</b>! Deliveries that are ready appear in this chat; tap <b>Take it</b> to get one.
unnamed-guest = there
help =
    <b>What I can do</b>
    /order – choose a store and order
    /orders – your orders, now and before
    /cancel – leave what you are doing
    /help – this text
help-owner =

    <b>For store owners</b>
    /tickets – orders to answer or to cook
    /menu – mark dishes as sold out
    /capacity – how many orders you cook at once
    /open and /close – take orders or not
help-courier =

    <b>For couriers</b>
    /deliveries – what you can take and what you carry
    /shift – be offered deliveries, or not
help-operator =

    <b>For operators</b>
    /order and a code – everything about an order, such as <code>/order 3FA9C</code>
    /refund – give a part of an order back
    /pause and a store – stop it from taking orders, or let it go on
    /ban and a person – take no more orders from them, or take them again
command-order = Choose a store and order
command-orders = Your orders
command-cancel = Leave what you are doing
command-help = What I can do
command-tickets = Orders to answer or cook
command-menu = Mark dishes as sold out
command-capacity = How many orders you cook at once
command-open = Take orders
command-close = Take no more orders
command-deliveries = Your deliveries
command-shift = Be offered deliveries, or not

## Choosing
choose-store = 🏪 <b>Where would you like to order?</b>
no-stores = There is no store here yet. Please come back later.
store-closed = { $store } (closed)
choose-category = <b>{ $store }</b>
    Choose a category.
added = ✅ { $quantity } × { $dish } added to your basket.
new-basket = Your basket was from another store, so I emptied it.
choose-dish = <b>{ $store }</b> › <b>{ $category }</b>
    Choose a dish.
dish-button = { $dish } · { $price }
dish-sold-out = { $dish } (sold out)
choose-quantity = <b>{ $dish }</b> · { $price }
    { $description }
ask-quantity = How many? Tap, or type a number up to { $max }.
basket-button = 🧺 Basket ({ $count }) · { $total }
basket-title = 🧺 <b>Your basket</b> · { $store }
basket-empty = Your basket is empty.
basket-line = { $quantity } × { $dish } · { $amount }
dish-count = { $quantity } × { $dish }
basket-total = Total: <b>{ $total }</b>
basket-missing = ⚠️ This store delivers from { $minimum }: add dishes for { $missing } more.
basket-cash-only = 💵 This sum can only be paid in cash. { $size ->
    [small] Card payments here start at { $least }.
   *[large] Card payments here go up to { $most }.
}
basket-not-payable = ⚠️ This store takes cards only, and card payments here take from { $least } to { $most }: { $size ->
    [small] please add dishes.
   *[large] please take something out, or order in two.
}
delivery-fee = 🛵 Delivery: { $fee }
delivery-free = 🛵 Delivery: free
delivery-free-from = 🛵 Delivery: { $fee }, free from { $free }
minimum-order = 🧺 Minimum order: { $minimum }
button-back = ⬅️ Back
button-cancel = ✖️ Cancel
button-checkout = ✅ Checkout
button-empty = 🗑 Empty the basket
button-more-food = ➕ Add dishes

## Address, phone, summary
ask-address = 📍 <b>Where shall we bring it?</b>
    Type the address, or share your location.
ask-phone = 📞 <b>How can the courier reach you?</b>
    Type a phone number, or share yours.
button-share-location = 📍 Share my location
button-share-contact = 📞 Share my phone number
shared-location = Shared location ({ $point })
summary-title = 🧾 <b>Your order</b> · { $store }
summary-address = 📍 { $address }
summary-phone = 📞 { $phone }
summary-missing = 🍽 If the store runs out of a dish later, I ask you. Without an answer it is left out, and you do not pay for it.
summary-hint = Is everything right? You choose how to pay afterwards.
button-place = ✅ Place the order
button-change-basket = 🧺 Change the basket
button-change-details = 📍 Change address or phone
left = All right, nothing was ordered. /order starts again.
nothing-to-leave = There is nothing to leave. /order starts an order.
unexpected-store = I did not understand that. Please choose a store with the buttons.
unexpected-category = I did not understand that. Please choose with the buttons, or /cancel.
unexpected-quantity = Please send a number from 1 to { $max }, or use the buttons.
unexpected-basket = I did not understand that. Please use the buttons of your basket, or /cancel.
unexpected-address = I can use a typed address or a shared location here.
unexpected-phone = I can use a typed phone number or your own shared contact here.
unexpected-summary = I did not understand that. Please use the buttons, or /cancel.
edit-not-taken = ✏️ I do not read changes to a message that is answered already: what I took from it stays. Please send the new text as a new message.
stale-step = That button belongs to an earlier step. Here is where we are:
question-again = ↩️ Something else came in between, so I did not take that as the answer. I ask again:
stale-summary = That summary is out of date. Please use the newest one.
stale-button = That button is no longer in use. /order starts an order, /orders shows yours.
not-understood = I did not understand that. /order starts an order, /help shows what I can do.
other-contact = Please share your own contact, or type the number.

## The customer's order
button-pay = 💳 Pay { $total }
button-order-again = 🧺 Order again without it
button-cash = 💵 Cash on delivery
button-ask-to-cancel = ✋ Ask to cancel
button-cancel-order = ✖️ Cancel the order
card-title = <b>Order { $code }</b> · { $store }
card-state = { $state ->
    [placed] 🕓 Waiting for payment
    [paid] 📨 Sent to the store, waiting for its answer
    [accepted] 👩‍🍳 Being cooked
    [cooked] 🥡 Cooked, waiting to be brought
    [taken] 🏃 Cooked, somebody goes for it
    [on-the-way] 🛵 On the way
    [delivered] ✅ Delivered
    [rejected] ❌ Rejected by the store
    [cancelled] ✖️ Cancelled
    [expired] ⌛ Expired, because it was not paid in time
    [failed] ❌ Not delivered
   *[other] { $state }
}
card-head = { $state ->
    [placed] 🕓 Waiting for payment: please pay
    [resting] ⏸ Card payment rests: I write to you
    [held] 🪑 In line: I write when you can pay
    [paid] 📨 Sent to the store: please wait
    [accepted] 👩‍🍳 Being cooked: please wait
    [late] ⏰ Being cooked, but late: please wait
    [cooked] 🥡 Cooked: please wait for the delivery
    [taken] 🏃 { $name } goes for it: please wait
    [on-the-way] 🛵 On the way to you: please be there
    [delivered] ✅ Delivered: nothing left to do
    [rejected] ❌ Rejected by the store: /order again
    [cancelled] ✖️ Cancelled: /order begins a new one
    [expired] ⌛ Expired unpaid: /order begins anew
    [failed] ❌ Not delivered: /order begins anew
    [stopped] ⚠️ Not handed over: call the store
   *[other] { $state }
}
card-old = ⬇️ { $code }: see the newer message below
card-held = 🪑 Waiting in line: { $place ->
    [0] several are before you
   *[other] place { $place }
}, its turn comes at about { $time }
card-line = { $quantity } × { $dish } · { $amount }
card-line-left-out = <s>{ $quantity } × { $dish } · { $amount }</s>
card-line-missing = ❗ { $quantity } × { $dish } · { $amount }
choice-title = ❗ <b>A dish is missing: please choose</b>
choice-until = By { $time } tell me whether the dishes marked ❗ are left out. If you do not, they are, and you do not pay for them.
button-leave-out = 🍽 Leave out, pay { $amount } less
button-cancel-for-missing = ✖️ Cancel the whole order
card-total = Total: <b>{ $total }</b> · { $payment ->
    [pending] not paid yet
    [paid] paid
    [cash] cash on delivery
    [collected] paid in cash
    [waived] nothing was paid
    [voided] nothing was charged
    [refunding] refund on its way
    [refunded] was given back
   *[other] { $payment }
}
card-tip = 💛 Tip: { $tip }
card-given-back = ↩️ Given back: <b>{ $amount }</b>
card-kept = 🧾 The store keeps <b>{ $amount }</b> of what you paid.
card-requested = ✋ <b>You asked to cancel: please wait</b>
    The store answers by { $time }; without an answer the order goes on.
card-address = 📍 { $address }
card-resting = ⏸ Card payment rests: the payment provider does not work at the moment. Your order is kept, and I write to you when it works again.
card-no-cash = 💳 Please pay by card: a cash order before this one was not paid.
card-ready = { $coming ->
    [yes] ⏰ Ready at about { $time }
   *[no] ⏰ It was promised for { $time }
}
card-collect = 🏪 Please come for it: { $address }
card-courier = 🛵 Courier: { $name }
card-reason = { $reason ->
    [sold-out] Reason: a dish is sold out
    [too-busy] Reason: the kitchen is too busy
    [closing] Reason: the store is closing
    [too-far] Reason: the address is too far away
    [no-answer] Reason: the store did not answer in time
    [broken] Reason: something broke in the kitchen
    [not-cooked] Reason: the store did not say in time that it is cooked
    [no-courier] Reason: nobody could bring it
    [by-operator] Reason: the operator of the platform decided so
    [operator-words] The operator of the platform says: { $words }
    [customer-asked] The customer asked to cancel it
    [dish-missing] A dish was missing, and the customer did not want the rest
    [my-customer-asked] You asked to cancel it
    [my-dish-missing] A dish was missing, and you did not want the rest
   *[other] Reason: { $words }
}
card-step = { $time } { $state ->
    [placed] placed
    [paid] sent to the store
    [accepted] accepted
    [cooked] cooked
    [on-the-way] on the way
    [delivered] delivered
    [rejected] rejected
    [cancelled] cancelled
    [expired] expired
    [failed] not delivered
   *[other] { $state }
}
orders-none = You have no orders yet. /order starts one.
orders-title = 📋 <b>Your orders</b>
orders-line = { $code } · { $time } · { $state }
orders-hint = Tap one to see it.
day-and-time = { $day }, { $time }
orders-button = { $code } · { $store } · { $total }
invoice-title = Order at { $store }
invoice-delivery = Delivery
confirm-cancel = Cancel order { $code }? A payment is given back.
confirm-request = Ask the store to cancel { $code }? It is being made already, so the store decides, and may keep a part of what you paid.
button-yes-ask = Yes, ask the store
button-say-why = ✏️ Ask and say why…
ask-why = Why shall { $code } be cancelled? Type it in a few words for the store (or /cancel).
requested = ✋ I asked the store to cancel { $code }. It answers by { $time }; without an answer the order goes on.
button-yes-cancel = Yes, cancel it
button-no-keep = No, keep it
order-replaced = ✖️ <b>{ $code }</b> is not ordered any more. Here is what of it you can still have:
kept = 👍 Order { $code } goes on.
payment-received = 💳 Thank you, { $amount } for { $code } was received.
payment-rests = ⏸ Card payment does not work at the moment. Your order { $code } is kept and nothing was charged; I write to you when you can pay. { $cash ->
    [yes] Meanwhile you can also choose cash on delivery, or cancel.
   *[no] Meanwhile you can also cancel it.
}
payment-refused = ⚠️ Telegram does not take a card payment of { $total } for { $code }. Nothing was charged, your order is kept, and those who run this service are told. { $cash ->
    [yes] You can choose cash on delivery, or cancel.
   *[no] This store takes no cash; you can try Pay again later, or cancel.
}
link-no-store = 🏪 The store of that link is not here (any more). These are:
link-not-yours = 🔒 This link belongs to somebody else's order; only whoever ordered can see and pay it. /order starts one of your own.
payment-unneeded = 💳 { $amount } for { $code } was received, but the order does not need it. It is given back.

## Notices to the customer
notice-accepted = 👩‍🍳 <b>{ $code }</b> is accepted: please wait.
    It is being cooked. Ready in about { $minutes } minutes ({ $time }).
notice-rejected = ❌ The store cannot make <b>{ $code }</b>: /order again
notice-called-off = ✖️ The store cannot bring <b>{ $code }</b>: /order again
notice-put-off = ⏰ <b>{ $code }</b> takes longer, until { $time }.
notice-late = ⏰ <b>{ $code }</b> is late: please wait.
    The store was asked about it, and you hear what it says.
notice-silent = ⏰ <b>{ $code }</b> is cooked, but not on its way yet.
    Nothing reaches us from its delivery. Our people were told, and look after it.
notice-cancelled = ✖️ We had to cancel <b>{ $code }</b>: /order again
notice-operator-wrote = 💬 About <b>{ $code }</b>: please read.
    <blockquote>{ $words }</blockquote>
    – the operator of the platform
notice-agreed = ✖️ <b>{ $code }</b> is cancelled, as you asked.
notice-request-refused = 👩‍🍳 <b>{ $code }</b> goes on: please wait.
    The store did not agree to cancel it.
notice-request-unanswered = 👩‍🍳 <b>{ $code }</b> goes on: please wait.
    The store did not answer in time whether it can be cancelled.
notice-request-overtaken = 🛵 <b>{ $code }</b> is on its way.
    It was too late to cancel it.
notice-left-out = 🍽 <b>{ $code }</b> goes on without a dish.
    Left out: { $dish }. The new total is { $total }.
notice-not-without = ✖️ <b>{ $code }</b> is cancelled, as you chose.
notice-released = 🔔 <b>{ $code }</b>: it is your turn, please pay.
    Choose below how to pay.
notice-held-too-long = ⌛ <b>{ $code }</b> has expired: /order again
    It has waited in line and its turn did not come: the store closed, or it took too long. Nothing was charged.
notice-banned = 🚫 You cannot order here any more.
    The operator of the platform decided so. Orders that are in go on.
notice-ban-lifted = ✅ You can order here again: /order
    The operator of the platform decided so.
notice-cash-limited = 💳 From now on please pay by card.
    { $code } was to be paid in cash, and was not paid.
notice-cash-allowed = 💵 You can pay in cash here again.
    The operator of the platform decided so.
notice-expired = ⌛ <b>{ $code }</b> has expired: /order again
    It was not paid in time. Nothing was charged.
notice-on-the-way = 🛵 <b>{ $code }</b> is on the way to you: be there
    { $name } brings it.
notice-collect = 🏪 <b>{ $code }</b>: please come and collect it.
    No courier is free. It waits for you at { $store }, { $address } · { $phone }
notice-store-brings = 🛵 <b>{ $code }</b> is brought to you after all.
    { $name } of the store brings it; you need not come.
notice-another-courier = ⏰ <b>{ $code }</b> is late: somebody else goes.
    The courier does not answer, so another one is asked to bring it.
notice-collected = ✅ <b>{ $code }</b> was handed to you. Enjoy your meal!
notice-delivered = ✅ <b>{ $code }</b> was delivered. Enjoy your meal!
notice-refunding = ↩️ { $amount } for <b>{ $code }</b> is being given back.{ $reason ->
    [late] {""}
    The payment came after the order had ended.
    [paid-twice] {""}
    It was paid twice.
    [wrong-amount] {""}
    The amount was not right.
    [dish-missing] {""}
    A dish was left out.
   *[other] {""}
}
notice-abandoned = 🗂 Nothing was ordered: /order begins
    You began an order and did not finish it, so I have put it away.
notice-rejection-abandoned = 🗂 <b>{ $code }</b> still waits: see /tickets
    I had asked you to type why you reject it. That was a day ago, so I do not wait for it any more.
notice-resumed = ▶️ <b>{ $code }</b> can be paid: please pay now.
    Card payment works again.
notice-refunded = ↩️ { $amount } for <b>{ $code }</b> was given back.

## The store
ticket-title = 🔔 <b>Order { $code }</b> · { $customer }
ticket-state = { $state ->
    [received] 🔔 New order: accept or reject it
    [accepted] 👩‍🍳 Accepted: please cook it
    [late] ⏰ Late: is it cooked? Please tap
    [cooked] 🥡 Cooked: hand it to whoever comes
    [handed-over] 🛵 On its way: nothing left to do
    [delivered] ✅ Delivered: nothing left to do
    [rejected] ❌ Rejected: please do not cook it
    [cancelled] ✖️ Cancelled: please do not cook it
    [called-off] ✖️ Called off: do not make or bring it
    [failed] ❌ Not delivered: nothing left to do
   *[other] { $state }
}
ticket-told = { $back ->
    [all] The customer was told, and what was paid goes back.
    [part] The customer was told, and the rest of what was paid goes back.
   *[none] The customer was told.
}
request-title = ✋ <b>The customer asks to cancel</b>
request-until = Please answer by { $time }; without an answer the order goes on.
request-words = 💬 { $words }
ticket-kept = 🧾 You keep <b>{ $amount }</b> of what was paid.
ticket-choosing = ⏳ <b>Missing: the customer chooses</b>
    by { $time }; after that the dishes marked ❗ are left out. Please do not hand it over before.
ticket-total = Total: <b>{ $total }</b> · { $method ->
    [card] paid by card
    [cash] cash on delivery
   *[other] { $method }
}
ticket-tip = 💛 Tip for the kitchen: { $tip }
ticket-received = 🕓 Came in at { $time }
ticket-ended = { $state ->
    [delivered] delivered at { $time }
    [rejected] rejected at { $time }
    [cancelled] cancelled at { $time }
    [failed] ended at { $time }
   *[other] { $time }
}
ticket-contact = 📞 { $phone }
    📍 { $address }
ticket-ready = ⏰ Promised for { $time }
button-accept = ✅ { $minutes } min
button-reject = ❌ Reject
button-cooked = 🥡 Cooked
button-more-time = ⏰ +{ $minutes } min
button-type-minutes = ✏️ Other…
button-call-off = ✖️ Cannot make it
button-agree = ✅ Agree, refund all
button-agree-in-part = ✂️ Agree and keep a part…
button-refuse = ❌ No
button-keep = Keep { $amount }
button-agree-and-keep = ✂️ Agree and keep { $amount }
button-other-amount = ✏️ Other amount
ask-kept = How much of { $code } do you keep? Tap, or type an amount up to { $total } (or /cancel).
confirm-kept = ❓ <b>Cancel { $code } and keep { $kept }?</b>
    The customer gets back { $back }. Nothing is decided yet.
agreed-and-kept = ✖️ { $code } is cancelled, and you keep { $amount }. The customer reads it.
request-left = ✋ { $code } goes on for now; the customer still waits for your answer.
button-dish-missing = 🍽 A dish is missing
button-mark = { $marked ->
    [yes] ❗ { $quantity } × { $dish }
   *[no] { $quantity } × { $dish }
}
button-tell-customer = 📣 Tell the customer
ask-missing = Which dishes of { $code } are missing? Tap them, then tell the customer, who chooses whether they are left out. If all are missing, the order is called off.
missing-told = 📣 The customer of { $code } was asked, and chooses by { $time }. Go on with the rest.
ask-minutes = How many minutes more does { $code } take? Type a number, and a reason for the customer if you like: <code>25 the oven broke</code> (or /cancel).
put-off = ⏰ { $code } is promised for { $time } now. The customer was told.
put-off-left = The promise for { $code } stays as it was.
ask-call-off-reason = Why can { $code } not be made? The customer reads it and gets back what was paid.
button-map = 🗺 Map
ask-reason = Why do you reject { $code }?
ask-own-reason = Type the reason for { $what ->
    [call-off] calling { $code } off
   *[reject] rejecting { $code }
} in a few words (or /cancel). You see it once more before the customer reads it.
confirm-own-reason = ❓ <b>{ $what ->
    [call-off] Call { $code } off
   *[reject] Reject { $code }
} with these words?</b> The customer will read:
    <blockquote>{ $words }</blockquote>
    Nothing is decided yet. To change them, type them again.
button-own-reason = { $what ->
    [call-off] ✖️ Call it off with these words
   *[reject] ❌ Reject with these words
}
button-other-words = ✏️ Write it again
button-reason = { $reason ->
    [sold-out] A dish is sold out
    [too-busy] Too busy
    [closing] We are closing
    [too-far] Too far away
    [broken] Something broke in the kitchen
    [no-courier] Nobody can bring it
   *[other] Other… (type it)
}
rejecting-left = { $what ->
    [call-off] { $code } goes on and is still to be cooked.
   *[reject] { $code } is still waiting for your answer.
}
tickets-none = No order is waiting.
capacity-ask = 🍳 <b>{ $store }</b> cooks { $capacity ->
    [0] as many orders at once as come
    [one] one order at once
   *[other] { $capacity } orders at once
}. Above that, new orders wait in line. How many shall it be?
capacity-hint = Tap, or type for example <code>/capacity 8</code>.
capacity-set = 🍳 <b>{ $store }</b> now cooks { $capacity ->
    [0] as many orders at once as come
    [one] one order at once
   *[other] { $capacity } orders at once
}.
button-capacity = { $capacity ->
    [0] No limit
   *[other] { $capacity }
}
menu-none = You have no store here.
menu-title = 📖 <b>{ $store }</b>: choose a category.
menu-category = 📖 <b>{ $store }</b> › <b>{ $category }</b>: tap a dish to switch it between available and sold out.
menu-dish = { $available ->
    [yes] ✅ { $dish }
   *[no] 🚫 { $dish }
}
store-opened = 🟢 <b>{ $store }</b> is open and takes orders.
store-shut = 🔴 <b>{ $store }</b> is closed. Orders that are in go on.
which-store = Which store?
notice-ticket-cancelled = ✖️ <b>{ $code }</b> is cancelled: do not cook it.
    Its customer cancelled it.
notice-request-lapsed = { $todo ->
    [make] 👩‍🍳 <b>{ $code }</b> goes on: please make it.
   *[hand-over] 🥡 <b>{ $code }</b> goes on: hand it to whoever comes
}
    You did not answer in time whether it can be cancelled, and the customer was told.
notice-left-out-store = 🍽 <b>{ $code }</b>: go on without a dish.
    Left out: { $dish }. The customer knows.
notice-failed-store = ❌ <b>{ $code }</b> not delivered: nothing left to do
notice-reminder = ⏰ <b>{ $code }</b> still waits for your answer.
    At { $time } it is rejected by itself.
notice-store-closed = { $reason ->
    [unreachable] ⚠️ <b>{ $store }</b> was closed: open it below
    [unanswered] ⏸ <b>{ $store }</b> is paused: open it below
    [operator] ⏸ <b>{ $store }</b> is paused: ask { $who }
   *[other] 🔴 <b>{ $store }</b> was closed.
}
    { $reason ->
    [unreachable] My messages did not reach its owners.
    [unanswered] Nobody answered its last orders, so no new ones come in. Those that are in go on.
    [operator] An operator of the platform has stopped it. Orders that are in go on.
   *[other] /open opens it again.
}
notice-store-resumed = ▶️ <b>{ $store }</b> is no longer paused
    Decided by { $who }. It takes orders again, unless you have closed it: /open opens it.
notice-store-reopened = 🟢 <b>{ $store }</b> is open: nothing to do
    { $who } has opened it. It takes orders again.
button-reopen = 🟢 Open it again

## The courier
delivery-head = { $what ->
    [waits] 🔔 <b>{ $code }</b> still waits: who takes it?
    [pick-up] ⏰ <b>{ $code }</b> is late: please pick it up
    [deliver] ⏰ <b>{ $code }</b> is late: is it delivered?
    [stopped] ✋ <b>{ $code }</b>: wait, the store decides
    [declined] ↩️ <b>{ $code }</b> is no longer yours; take it?
   *[gone] 👤 <b>{ $code }</b>: somebody else has it now
}
delivery-title = 🛵 <b>Delivery { $code }</b> · { $store }
delivery-state = { $state ->
    [scheduled] 👩‍🍳 Being cooked
    [offered] 🥡 Ready: who takes it?
    [assigned] 🏃 Yours: pick it up
    [picked-up] 📦 In your hands: please bring it
    [collectable] 🏪 The customer comes for it
    [delivered] ✅ Delivered: nothing left to do
    [cancelled] ✖️ Called off: please do not bring it
    [stopped] ✋ Stopped: wait for a decision
    [failed] ✖️ Not brought again: do not bring it
   *[other] { $state }
}
delivery-return = If you have the food, take it back to the store.
delivery-taken = 👤 Taken by { $name }
delivery-from = 🏪 { $address } · { $phone }
delivery-to = 📍 { $address }
delivery-customer = 👤 { $name } · { $phone }
delivery-tip = 💛 Tip for you: { $tip }
unnamed-courier = Courier
delivery-collect = 💵 Collect <b>{ $amount }</b> in cash
button-take = 🙋 Take it
button-hand-back = ↩️ I cannot go
button-pick-up = 📦 Picked up
button-deliver = ✅ Delivered
trip-head = { $what ->
    [no-couriers] 🛵 <b>{ $code }</b> is ready: please bring it
    [untaken] 🙋 <b>{ $code }</b>: nobody takes it. Decide now
    [given-back] ↩️ <b>{ $code }</b> is free again: couriers are asked
    [offered] 🔔 <b>{ $code }</b>: couriers are asked again
    [assigned] 🛵 <b>{ $code }</b>: { $name } goes for it
    [picked-up] 🛵 <b>{ $code }</b>: { $name } brings it
    [silent-assigned] ⏰ <b>{ $code }</b>: { $name } does not go. Decide now
    [silent-picked-up] ⏰ <b>{ $code }</b>: { $name } is late. Please call
    [my-assigned] 🏃 <b>{ $code }</b> is yours: please bring it
    [my-picked-up] 📦 <b>{ $code }</b>: tap when it is delivered
    [collectable] 🏪 <b>{ $code }</b>: the customer comes for it
    [uncollected] ⏰ <b>{ $code }</b>: nobody came. Please call
    [nobody-there] ⚠️ <b>{ $code }</b>: nobody is there. Decide now
    [refused] ⚠️ <b>{ $code }</b>: refused at the door. Decide now
    [wrong-address] ⚠️ <b>{ $code }</b>: wrong address. Decide now
    [damaged] ⚠️ <b>{ $code }</b>: it is damaged. Decide now
    [not-paid] ⚠️ <b>{ $code }</b>: cash was not paid. Decide now
   *[scheduled] 👩‍🍳 <b>{ $code }</b> is being cooked
}
trip-store = 🏪 { $store }
button-call-again = 🔔 Call the couriers again
button-bring = 🛵 We bring it ourselves
button-let-collect = 🏪 The customer may collect it
button-take-away = 👤 Let somebody else take it
button-collected = ✅ Picked up by the customer
button-arrived = ✅ The customer has it
deliveries-none = There is no delivery for you now. /shift says whether you are offered any.
shift = { $state ->
    [on] 🟢 <b>You are on shift.</b> Deliveries are offered to you.
   *[off] 🔴 <b>You are off shift.</b> Nothing is offered to you; what you carry stays yours.
}
button-shift-on = 🟢 Go on shift
button-shift-off = 🔴 Go off shift

## The operator
operator-stray = ⚠️ <b>Refund by hand:</b> { $amount }
    { $reason ->
    [known-charge] It was taken under a charge number that another order has already.
    [not-booked] It was taken, and could not be booked on its order.
   *[other] It was taken for an order that does not exist.
}
    Order: <code>{ $order }</code>
    Provider: { $provider }
    Charge: <code>{ $charge }</code>
    Paid by: { $payer }
operator-refused = ⚠️ Not sent to { $user }: please tell them
    Telegram would not take a message to this person, so it was put aside: { $problem }
operator-set-aside = ⚠️ <b>{ $user } got no answer: look into it</b>
    Something that this person sent could not be handled and was set aside: update { $update } ({ $kind }), incident <code>{ $incident }</code>.
    { $problem }
    <code>main.py updates list</code> shows it; <code>main.py updates replay { $update }</code> lets it be tried again.
operator-token-contested = ⚠️ <b>Two bots on one token: stop the other</b>
    Somebody else takes updates with this bot's token, so that both get only a part of them: { $problem }
    Stop the other program, or give it another bot.
operator-database-lost = 🚨 Database lost: stop and restore it
    { $problem }
    No orders are taken, and whoever writes is told so. Stop the bot, restore the database, and start it again.
out-of-order = ⚠️ We have a fault and take no orders just now. What you have sent waits, and may be answered once we are back.
out-of-order-payment = We have a fault and cannot take your payment just now. Nothing was charged.
operator-store-closed = { $reason ->
    [unanswered] ⏸ <b>{ $store }</b> is paused: call it
    [operator] ⏸ <b>{ $store }</b> is paused by { $who }
   *[unreachable] ⚠️ <b>{ $store }</b> was closed: call it
}
    { $reason ->
    [unanswered] It did not answer its last orders. One tap of an owner opens it again.
    [operator] <code>/pause</code> lets it go on.
   *[unreachable] My messages do not reach any of its owners.
}
operator-store-opened = { $how ->
    [open] 🟢 <b>{ $store }</b> is open: nothing to do
   *[resumed] ▶️ <b>{ $store }</b>: not paused any more
}
    { $how ->
    [open] { $who } has opened it. It takes orders again.
   *[resumed] { $who } has decided so.
}
error-ban = { $problem ->
    [several] Several people have called themselves so. Please send the person's number, or the code of an order of theirs.
   *[missing] Whom do you mean? Send a number, a name or an order: <code>/ban 1001</code>, <code>/ban @mina</code> or <code>/ban #3FA9C</code>
}
person-file = 👤 <b>{ $name }</b>
    { $banned ->
    [yes] 🚫 Banned: nothing that they order is taken.
   *[no] ✅ May order.
}
    { $cash ->
    [no] 💳 Pays by card, because a cash order was not paid.
   *[yes] 💵 May pay in cash.
}
button-ban = 🚫 Take no more orders
button-lift-ban = ✅ Take orders again
button-allow-cash = 💵 Allow cash again
pause-which = ⏸ <b>Which store?</b> Tap to pause it, or to let it go on.
pause-unknown = There is no store { $store }. /pause shows them all.
paused = ⏸ <b>{ $store }</b> is paused; its owners are told.
resumed = ▶️ <b>{ $store }</b> is no longer paused; its owners are told.
button-pause = ⏸ Pause { $store }
button-resume = ▶️ Resume { $store }
operator-staff-unreachable = ⚠️ <b>Staff not reached: please call them</b>
    My messages do not reach these people. They have to send /start once, or unblock me:
operator-staff-line = • { $user }, { $stores }
operator-staff-more = … and { $count } more
operator-staff-reached = ✅ All staff are reached: nothing to do
    My messages reach all owners and couriers again.
operator-unreachable = ⚠️ { $user } is not reached: please call
    My messages do not get to this person, who has to send /start, or unblock me.
operator-provider-down = ⚠️ <b>{ $provider }</b> is down: please check it
    The payment provider does not answer. Payments by card rest and refunds wait until it does.
operator-provider-back = ✅ <b>{ $provider }</b> is back: nothing to do
    The payment provider answers again. Refunds that were waiting are made now.
button-refunded = ✅ It is refunded
operator-books = ⚠️ <b>The books disagree: please check</b>
    { $count ->
    [one] In one point:
   *[other] In { $count } points:
}
    { $lines }
    All of it: <code>main.py payments reconcile</code>
file-collect = 🏪 The customer comes for it
file-title = 📁 Order file: { $ended ->
    [yes] it has ended
   *[no] nobody waits for you
}
file-asked = { $what ->
    [unanswered] ⏰ Late, no answer: call the store
    [untaken] 🙋 No courier takes it: decide below
    [pick-up-unanswered] ⏰ Not picked up: call the courier
    [arrival-unanswered] ⏰ Not delivered: call the courier
    [silent] ⏰ Delivery is silent: call the store
    [uncollected] ⏰ Not collected: call the customer
    [invoice-refused] ⚠️ No invoice: check the card provider
    [refund-failed] ⚠️ Refund failed: pay it back by hand
    [undecided] ⚠️ Not handed over: please decide now
   *[other] ⚠️ Please decide below: { $what }
}
file-settled = ✅ Settled: nothing left to do here
file-decided = { $step } · { $who }
file-by = { $who ->
    [store] the store
   *[platform] by itself
}
file-uncooked = Promised for { $time }; at { $end } it is called off by itself and refunded.
file-untaken = The store was asked, too; at { $end } the order is called off by itself and refunded.
file-untaken-again = It was on its way already, and nobody takes it any more. Please call the store and the customer.
file-not-picked-up = { $name } has taken the delivery and does not pick it up; at { $end } it is offered to the others.
file-not-arrived = { $name } has the food and does not say that it is delivered. I ask until somebody decides.
file-silent = Since { $time } nothing comes from deliveries: their database or process may be down. Please find out who brings it, and tell the customer.
file-not-collected = The customer was asked to come for it and has not come. I ask until somebody decides.
file-invoice = Telegram does not take the invoice: <code>{ $problem }</code>
    Please check the provider's token and account, and the store's currency and prices.
file-refund = { $amount } · provider: { $provider }
    Charge: <code>{ $charge }</code>
    Its answer: { $problem }
file-customer = 👤 { $name } · { $phone }
file-customer-ended = 👤 { $name }
file-store = 🏪 { $name } · { $phone }
file-step = { $time } { $step ->
    [placed] placed
    [approved] payment settled or promised
    [paid] sent to the store
    [received] in front of the store
    [reminded] the store was reminded
    [accepted] accepted
    [rejected] rejected
    [put-off] the store needs more time
    [overdue] late: the store was asked
    [unanswered] no answer: operators were asked
    [cooked] cooked
    [dishes-missing] dishes are missing: the customer was asked
    [left-out] dishes were left out
    [requested] the customer asked to cancel
    [request-refused] the store did not agree to cancel
    [request-unanswered] the store did not answer the request
    [request-overtaken] too late to cancel
    [called-off] called off
    [offered] offered to couriers
    [offered-again] couriers were asked again
    [untaken] nobody takes it: operators were asked
    [given-up] nobody took it
    [assigned] taken by a courier
    [handed-back] given back by its courier
    [taken-away] taken away and offered anew
    [store-brings] the store brings it
    [pick-up-overdue] not picked up: the courier was reminded
    [pick-up-unanswered] not picked up: operators were asked
    [started] picked up
    [arrival-overdue] not delivered: the courier was reminded
    [arrival-unanswered] not delivered: operators were asked
    [collectable] the customer was asked to come for it
    [silent] nothing heard of its delivery: operators were asked
    [uncollected] not collected: operators were asked
    [delivery-cancelled] delivery called off
    [problem] a problem at the door
    [undecided] no decision: operators were asked
    [another-trip] it is brought again
    [no-trip] no other trip
    [failed] not delivered
    [waived] nothing is to be paid
    [delivered] delivered
    [cancelled] cancelled
    [expired] expired
    [voided] nothing is charged
    [collected] cash collected
    [invoice-refused] invoice refused
    [refund-requested] refund begun
    [refunded] given back
    [refund-failed] refund failed
    [written] a message to the customer
   *[other] { $step }
}
file-wait = ⏳ By { $time }: { $kind ->
    [pay-by] has to be paid
    [remind-store] the store is reminded
    [answer-by] the store has to answer
    [cook-by] has to be cooked
    [escalate-cooking] operators are asked
    [call-off-cooking] called off by itself
    [delivery-step] the next step of its delivery
    [under-way-by] its delivery has to be heard of
    [answer-request-by] the store has to answer the request
    [choose-by] the customer has to choose
    [resume-held] its place in line is looked at
    [rest-until] the payment provider has to work
   *[other] { $kind }
}
button-confirm-delivery = ✅ It was delivered
button-write = 💬 Write to the customer
button-refund-part = ↩️ Give a part back
button-end-order = ✖️ Cancel and refund
button-end-now = ✖️ Yes, cancel and refund
button-end-words = ✏️ Yes, with a reason…
confirm-end = ❓ <b>Cancel { $code } and refund it?</b>
    Its customer, the store and the courier are told. What was paid of { $total } goes back.
ended = ✖️ { $code } is cancelled; everybody is told.
end-left = { $code } stays as it is.
end-over = { $code } has ended already.
refund-how = ↩️ To give a part back, type the amount:
    <code>/refund { $code } 3000</code>
ask-operator-words = ✏️ { $what ->
    [end] Type why { $code } is cancelled
   *[message] Type your message about { $code }
} (or /cancel).
    You see it once more before anybody reads it.
confirm-operator-words = ❓ <b>{ $what ->
    [end] Cancel { $code } with these words?
   *[message] Send this about { $code }?
}</b> The customer will read:
    <blockquote>{ $words }</blockquote>
    To change them, type them again.
button-operator-words = { $what ->
    [end] ✖️ Cancel it with these words
   *[message] 💬 Send it
}
message-sent = 💬 Sent to the customer of { $code }.
error-refund = To give a part of a paid order back, send the order and the amount: <code>/refund 3FA9C 3000</code>
refund-begun = ↩️ { $amount } of { $code } is being given back; { $left } of it stays paid.
refund-settled = ✅ The refund of { $code } is noted.

## Errors
changes-title = ⚠️ <b>The menu has changed meanwhile.</b> Nothing was ordered or charged:
changes-line = { $kind ->
    [gone] • { $dish } is no longer on the menu
    [sold-out] • { $dish } is sold out
    [fee] • Delivery now costs { $now } instead of { $before }
   *[price] • { $dish } now costs { $now } instead of { $before }
}
error-address = { $problem ->
    [too-short] That address is too short. Please give street and number, at least { $limit } characters.
   *[too-long] That address is too long. Please keep it under { $limit } characters.
}
error-phone = { $problem ->
    [no-country] I cannot tell which country that number is from. Please send it with + and the country's code, for example +82 10 1234 5678.
   *[other] That is no phone number that can be called here. One of another country begins with + and the country's code, for example +82 10 1234 5678.
}
error-quantity = { $problem ->
    [too-many] There can be at most { $limit } of one dish in your basket.
   *[other] Please choose a number from 1 to { $limit }.
}
error-basket = There can be at most { $limit } different dishes in one order. Nothing was added.
error-minutes = { $problem ->
    [too-late] That is more than twelve hours from now.
   *[other] Please promise between 1 and { $limit } minutes.
}
error-capacity = Please choose a number from 1 to { $limit }.
error-kept = Please keep more than nothing, and at most what was paid.
error-dishes = Please mark dishes that are still in the order.
error-reason = { $problem ->
    [too-long] Please keep the reason under { $limit } characters.
   *[missing] Please give a reason.
}
error-message = { $problem ->
    [too-long] Please keep the message under { $limit } characters.
   *[missing] Please type a message.
}
error-banned = 🚫 You cannot order here any more: the operator of the platform decided so. Nothing was ordered or charged.
error-cash-refused = 💳 Please pay by card: a cash order of yours was not paid. Where cards are not taken, nothing can be ordered.
error-person = I know nobody called { $name }. Please send the person's number, or the code of an order of theirs.
error-store-paused = ⏸ { $store } is paused by an operator of the platform; only they can let it go on.
error-store-closed = 🔴 { $store } is closed at the moment.
error-basket-empty = Your basket is empty.
error-dishes-missing = ⚠️ <b>{ $dishes }</b> cannot be had any more, so { $code } cannot be paid as it is. Nothing was charged.
error-minimum = This store delivers from { $minimum }, and your dishes come to { $total }. Nothing was ordered and your basket is kept: please add something.
error-sum-not-payable = Card payments here take from { $least } to { $most }, and your order comes to { $total }. This store takes no cash. Nothing was ordered and your basket is kept: { $size ->
    [small] please add dishes.
   *[large] please take something out, or order in two.
}
error-too-late = { $state ->
    [accepted] { $code } is being cooked already. You can ask below to cancel it, or call { $store }: { $phone }
    [cooked] { $code } is cooked already. You can ask below to cancel it, or call { $store }: { $phone }
    [on-the-way] { $code } is on its way to you, so it cannot be cancelled any more. Please call { $store }: { $phone }
    [delivered] { $code } was delivered. If something is wrong, please call { $store }: { $phone }
    [cancelled] { $code } is cancelled already.
   *[other] { $code } has ended already. Please call { $store } if you have a question: { $phone }
}
error-taken = { $mine ->
    [yes] { $code } is yours already.
   *[no] { $name } was faster and has { $code }.
}
error-delivery-away = 🛵 Deliveries cannot be reached at the moment, so I do not know whether this was noted. Please try again in a few minutes; everything else goes on.
error-off-shift = 🔴 You are off shift, so you cannot take deliveries. /shift changes that.
error-not-theirs = 👤 { $code }: { $name } has it now.
error-moved-on = { $state ->
    [asked] You have asked about { $code } already; the store has not answered yet.
    [not-asked] Nobody asks to cancel { $code } any more.
    [choosing] The customer of { $code } is still choosing about the missing dishes.
    [chosen] { $code } is decided already.
    [held] { $code } waits in line; it is not its turn yet.
    [placed] { $code } is not paid yet.
    [paid] { $code } is paid already.
    [due] { $code } is to be paid in cash already.
    [received] { $code } still waits for an answer.
    [accepted] { $mine ->
        [yes] You have accepted { $code } already.
       *[no] { $code } was accepted already.
    }
    [rejected] { $mine ->
        [yes] You have rejected { $code } already.
       *[no] { $code } was rejected already.
    }
    [cooked] { $code } is cooked already.
    [cancelled] { $code } was cancelled or called off.
    [voided] { $code } was cancelled or has expired; nothing is charged.
    [expired] { $code } has expired; nothing is charged.
    [scheduled] { $code } is still being cooked.
    [offered] { $code } was not taken yet.
    [assigned] { $code } was not picked up yet.
    [picked-up] { $code } is picked up already.
    [on-the-way] { $code } is on its way: a courier has it.
    [collectable] The customer comes for { $code }.
    [delivered] { $code } is delivered already.
    [stopped] { $code } is stopped; somebody decides what now.
    [failed] { $code } was not delivered, and that is decided.
    [handed-over] { $code } is on its way already.
    [waived] Nothing is to be paid for { $code } any more.
    [pending] { $code } is not paid yet.
    [refunding] A refund of { $code } is on its way. Please wait until it is made.
    [refund-failed] A refund of { $code } still has to be made by hand first.
    [refunded] { $code } is refunded already.
    [collected] { $code } was paid in cash at the door.
    [no-cash] This store takes no cash.
    [no-card] { $code } cannot be paid by card, only in cash.
   *[other] { $code } has moved on.
}
error-amount = The price is { $due } now. Please ask for a new invoice with the Pay button.
error-sum = I cannot read that amount. Please type it in the order's currency, like 3000 or 3.50.
error-refund-too-much = Please give back more than nothing of { $code }, and at most what is left: { $left }.
error-several-orders = Several orders begin like that. Please send the whole number of one, newest first:
    { $orders }
error-no-order = There is no order { $code }. Please send the code as it is shown, like #3FA9C, or the whole number.
error-not-allowed = 🚫 This is not yours to decide.
error-not-found = I cannot find that any more.
error-incident = 😔 Sorry, that went wrong on our side.
    What you sent is kept, and we have been told. If you cannot go on, tell us this number: <code>{ $incident }</code>

## An order that cannot be handed over
notice-problem = ⚠️ <b>{ $code }</b>: not handed over yet. Please call
    { $why } The store decides now what becomes of it: { $phone }
notice-another-trip = 🔁 <b>{ $code }</b> is brought to you again
    A courier is being called. Please be there, and answer the phone.
notice-failed = ❌ <b>{ $code }</b> was not delivered
card-stopped = ⚠️ Not handed over: { $problem ->
    [nobody-there] nobody was there
    [refused] it was refused
    [wrong-address] the address was not found
    [damaged] something was damaged
   *[not-paid] the cash was not paid
}. The store decides now
failure-why = { $problem ->
    [nobody-there] Nobody was there, and nobody answered the phone.
    [refused] It was refused at the door.
    [wrong-address] The address was not found.
    [damaged] Something was damaged on the way.
    [not-paid] It was not paid in cash at the door.
    [not-collected] It was not picked up at the store.
   *[not-brought] Nobody could bring it.
}
failure-money = { $how ->
    [keep] 🧾 What you paid is kept.
    [part] ↩️ { $amount } goes back to you; the rest is kept.
    [all] ↩️ All that you paid goes back to you.
   *[waive] 💵 You have nothing to pay.
}
problem = { $problem ->
    [nobody-there] 🚪 Nobody is there
    [refused] ✋ It is refused
    [wrong-address] 📍 The address is wrong
    [damaged] 💥 Something is damaged
    [not-paid] 💵 The cash is not paid
    [not-collected] 🏪 Nobody came for it
   *[not-brought] 🛵 Nobody could bring it
}
button-problem = ⚠️ A problem at the door
ask-problem = ⚠️ What is wrong at the door of { $code }?
problem-over = 📦 { $code } is not in your hands any more, so there is nothing to report.
problem-left = 📦 { $code } goes on. Tap Delivered when the customer has it.
problem-reported = ✋ Reported. Please wait: the store decides now about { $code }. The card shows what.
ask-to-call = 📞 Please call first: the number is on the card. Does the customer of { $code } answer?
button-have-called = 📞 I called, it does not help
ask-photo = 📷 Please send a photo of what is damaged of { $code }. The store sees it.
button-without-photo = Without a photo
button-photo = 📷 See the photo
photo-of = 📷 { $code }
photo-gone = There is no photo of { $code } (any more).
button-bring-again = 🔁 Bring it again
button-no-trip = ✖️ No other trip…
ask-settlement = ✖️ <b>{ $code }</b> is not brought again. { $cash ->
    [yes] It was to be paid in cash and was not: then nothing is owed any more.
   *[no] The customer has paid { $amount }. What becomes of it?
}
button-settle = { $how ->
    [keep] 🧾 Keep the money
    [all] ↩️ Give all back: { $amount }
   *[waive] ✖️ End it: nothing is paid
}
button-settle-part = ✂️ Give a part back…
trip-settled = { $how ->
    [keep] 🧾 What was paid is kept.
    [part] ✂️ { $amount } goes back; the rest is kept.
    [all] ↩️ All that was paid goes back.
   *[waive] 💵 Nothing was paid, and nothing is owed.
}
decision-over = { $code } needs no decision (any more). The card shows how it stands.
decision-left = { $code } still waits for a decision: see its card.
ask-back = ✂️ How much of { $total } goes back for { $code }? Please type the amount (/cancel to leave).
button-give-back = ↩️ { $amount }
button-end-trip = ✖️ End it, give { $amount } back
confirm-back = ✂️ { $code } is not brought again: { $back } goes back, { $kept } is kept. Right?
error-back = Please type an amount above nothing and below { $total }.
error-problem = { $problem ->
    [call-first] Please call the customer first.
   *[missing] That is no problem of this delivery. Please choose one of the list.
}
error-settlement = That cannot be done with the money of this order. Please choose again from its card.

# What programs are told that speak HTTP.
problem-bad-request = The request cannot be read.
problem-unauthorized = Send a token that is valid: Authorization: Bearer …
problem-forbidden = This token may not do that.
problem-not-found = There is no such thing, or it is not this token's to see.
problem-method-not-allowed = There is no such action here.
problem-too-large = The body is larger than anything that is taken here.
problem-invalid = Something in the request cannot be used.
problem-key-reused = This Idempotency-Key was sent with another request before.
problem-too-many-requests = Too many requests with this token. Please wait.
problem-total-changed = The order comes to another sum now. Nothing was ordered.
problem-payment-rests = Cards cannot be paid with at the moment. Nothing was ordered; please try again later.
problem-delivery-away = Deliveries cannot be reached right now. Please try again.
problem-database-away = The database is away. Please try again.
problem-service-away = The service behind this path does not answer. Please try again later.
problem-conflict = That cannot be done any more, or not yet.
problem-internal = That went wrong on our side.
