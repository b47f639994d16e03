### 사람이 읽는 모든 글, 한국어. 텔레그램 HTML이며 값은 이미 이스케이프되어 있다.

## 시작과 도움말
start-customer = 👋 <b>{ $name }</b>님, 안녕하세요! 가까운 가게의 음식을 가져다드려요.
start-owner = 👩‍🍳 <b>{ $name }</b>님, 안녕하세요! <b>{ $stores }</b> 사장님이시네요. 결제된 주문이 이 대화방에 승인·거절 버튼과 함께 도착합니다.
start-courier = 🛵 <b>{ $name }</b>님, 안녕하세요! 준비된 배달이 이 대화방에 올라옵니다. <b>제가 갈게요</b>를 누르면 배정됩니다.
unnamed-guest = 손님
help =
    <b>할 수 있는 일</b>
    /order – 가게를 골라 주문하기
    /orders – 지금과 이전의 주문 보기
    /cancel – 하던 일 그만두기
    /help – 이 도움말
help-owner =

    <b>사장님용</b>
    /tickets – 답하거나 조리할 주문
    /menu – 품절 표시하기
    /capacity – 동시 조리 한도 정하기
    /open, /close – 주문 받기, 그만 받기
help-courier =

    <b>배달원용</b>
    /deliveries – 맡을 수 있는 배달과 맡은 배달
    /shift – 근무 시작과 종료
help-operator =

    <b>운영자용</b>
    /order 와 주문 번호 – 주문의 모든 내용, 예: <code>/order 3FA9C</code>
    /refund – 주문 금액의 일부 환불
    /pause 와 가게 – 주문 받기를 중지하거나 다시 열기
    /ban 과 사람 – 주문을 받지 않거나 다시 받기
command-order = 가게를 골라 주문하기
command-orders = 내 주문
command-cancel = 하던 일 그만두기
command-help = 할 수 있는 일
command-tickets = 답하거나 조리할 주문
command-menu = 품절 표시하기
command-capacity = 동시 조리 한도 정하기
command-open = 주문 받기
command-close = 주문 그만 받기
command-deliveries = 내 배달
command-shift = 근무 시작과 종료

## 고르기
choose-store = 🏪 <b>어느 가게에서 주문하시겠어요?</b>
no-stores = 아직 가게가 없습니다. 나중에 다시 찾아주세요.
store-closed = { $store } (영업 종료)
choose-category = <b>{ $store }</b>
    종류를 골라주세요.
added = ✅ { $dish } { $quantity }개를 장바구니에 담았어요.
new-basket = 다른 가게의 장바구니는 비웠어요.
choose-dish = <b>{ $store }</b> › <b>{ $category }</b>
    메뉴를 골라주세요.
dish-button = { $dish } · { $price }
dish-sold-out = { $dish } (품절)
choose-quantity = <b>{ $dish }</b> · { $price }
    { $description }
ask-quantity = 몇 개 드릴까요? 버튼을 누르거나 { $max } 이하의 숫자를 보내주세요.
basket-button = 🧺 장바구니 ({ $count }) · { $total }
basket-title = 🧺 <b>장바구니</b> · { $store }
basket-empty = 장바구니가 비어 있어요.
basket-line = { $dish } { $quantity }개 · { $amount }
dish-count = { $dish } { $quantity }개
basket-total = 합계: <b>{ $total }</b>
basket-missing = ⚠️ 최소 주문 금액은 { $minimum }이에요. { $missing }어치 더 담아주세요.
basket-cash-only = 💵 이 금액은 현금으로만 결제할 수 있어요. { $size ->
    [small] 카드 결제는 { $least }부터 돼요.
   *[large] 카드 결제는 { $most }까지 돼요.
}
basket-not-payable = ⚠️ 이 가게는 카드만 받고, 카드 결제는 { $least }부터 { $most }까지 돼요. { $size ->
    [small] 조금 더 담아주세요.
   *[large] 조금 덜어내거나 둘로 나누어 주문해주세요.
}
delivery-fee = 🛵 배달비: { $fee }
delivery-free = 🛵 배달비: 무료
delivery-free-from = 🛵 배달비: { $fee } ({ $free } 이상 무료)
minimum-order = 🧺 최소 주문 금액: { $minimum }
button-back = ⬅️ 뒤로
button-cancel = ✖️ 그만두기
button-checkout = ✅ 주문하기
button-empty = 🗑 장바구니 비우기
button-more-food = ➕ 더 담기

## 주소, 전화번호, 확인
ask-address = 📍 <b>어디로 가져다드릴까요?</b>
    주소를 입력하거나 위치를 공유해주세요.
ask-phone = 📞 <b>배달원이 연락할 번호를 알려주세요.</b>
    번호를 입력하거나 내 연락처를 공유해주세요.
button-share-location = 📍 내 위치 공유
button-share-contact = 📞 내 번호 공유
shared-location = 공유한 위치 ({ $point })
summary-title = 🧾 <b>주문 내용</b> · { $store }
summary-address = 📍 { $address }
summary-phone = 📞 { $phone }
summary-missing = 🍽 나중에 재료가 떨어지면 여쭤볼게요. 답이 없으면 그 메뉴는 빼고, 그 값은 받지 않아요.
summary-hint = 모두 맞나요? 결제 방법은 다음에 고릅니다.
button-place = ✅ 주문 넣기
button-change-basket = 🧺 장바구니 고치기
button-change-details = 📍 주소·번호 고치기
left = 알겠습니다. 아무것도 주문하지 않았어요. /order 로 다시 시작할 수 있어요.
nothing-to-leave = 그만둘 일이 없어요. /order 로 주문을 시작하세요.
unexpected-store = 이해하지 못했어요. 버튼으로 가게를 골라주세요.
unexpected-category = 이해하지 못했어요. 버튼으로 고르거나 /cancel 을 보내주세요.
unexpected-quantity = 1부터 { $max }까지의 숫자를 보내거나 버튼을 눌러주세요.
unexpected-basket = 이해하지 못했어요. 장바구니의 버튼을 쓰거나 /cancel 을 보내주세요.
unexpected-address = 여기서는 입력한 주소나 공유한 위치만 쓸 수 있어요.
unexpected-phone = 여기서는 입력한 번호나 본인의 연락처만 쓸 수 있어요.
unexpected-summary = 이해하지 못했어요. 버튼을 쓰거나 /cancel 을 보내주세요.
edit-not-taken = ✏️ 이미 답한 메시지를 고치셔도 읽지 않아요. 처음에 받은 내용이 그대로예요. 새 내용은 새 메시지로 보내주세요.
stale-step = 지난 단계의 버튼이에요. 지금은 여기입니다:
question-again = ↩️ 그사이에 다른 일을 하셔서 방금 보내신 것은 답으로 받지 않았어요. 다시 여쭤볼게요:
stale-summary = 지난 주문 내용이에요. 가장 최근 것을 써주세요.
stale-button = 더는 쓰지 않는 버튼이에요. /order 로 주문하고 /orders 로 내 주문을 볼 수 있어요.
not-understood = 이해하지 못했어요. /order 로 주문을 시작하고 /help 로 도움말을 볼 수 있어요.
other-contact = 본인의 연락처를 공유하거나 번호를 입력해주세요.

## 고객의 주문
button-pay = 💳 { $total } 결제
button-order-again = 🧺 빼고 다시 담기
button-cash = 💵 만나서 현금 결제
button-ask-to-cancel = ✋ 취소 요청
button-cancel-order = ✖️ 주문 취소
card-title = <b>주문 { $code }</b> · { $store }
card-state = { $state ->
    [placed] 🕓 결제를 기다리고 있어요
    [paid] 📨 가게에 전달됨, 답을 기다리는 중
    [accepted] 👩‍🍳 조리 중
    [cooked] 🥡 조리 완료, 배달을 기다리는 중
    [taken] 🏃 조리 완료, 가지러 가는 중
    [on-the-way] 🛵 배달 중
    [delivered] ✅ 배달 완료
    [rejected] ❌ 가게가 거절함
    [cancelled] ✖️ 취소됨
    [expired] ⌛ 제때 결제되지 않아 만료됨
    [failed] ❌ 배달하지 못함
   *[other] { $state }
}
card-head = { $state ->
    [placed] 🕓 결제를 기다리고 있어요. 결제해 주세요
    [resting] ⏸ 카드 결제를 쉬고 있어요. 알려드릴게요
    [held] 🪑 대기 중: 결제할 차례에 알려드릴게요
    [paid] 📨 가게에 전달됨: 기다려 주세요
    [accepted] 👩‍🍳 조리 중: 기다려 주세요
    [late] ⏰ 조리가 늦어지고 있어요. 기다려 주세요
    [cooked] 🥡 조리 완료: 배달을 기다려 주세요
    [taken] 🏃 { $name } 님이 가지러 가요. 기다려 주세요
    [on-the-way] 🛵 배달 중: 받을 준비를 해 주세요
    [delivered] ✅ 배달 완료: 더 하실 일이 없어요
    [rejected] ❌ 가게가 거절함: /order 로 다시 주문
    [cancelled] ✖️ 취소됨: /order 로 다시 주문
    [expired] ⌛ 결제되지 않아 만료됨: /order 로 다시
    [failed] ❌ 배달하지 못함: /order 로 다시 주문
    [stopped] ⚠️ 못 전해드림: 가게에 전화해 주세요
   *[other] { $state }
}
card-old = ⬇️ { $code }: 아래의 새 메시지를 보세요
card-held = 🪑 대기 중: { $place ->
    [0] 앞에 여럿이 있어요
   *[other] { $place }번째
}, 예상 차례 { $time }
card-line = { $dish } { $quantity }개 · { $amount }
card-line-left-out = <s>{ $dish } { $quantity }개 · { $amount }</s>
card-line-missing = ❗ { $dish } { $quantity }개 · { $amount }
choice-title = ❗ <b>없는 메뉴가 있어요. 골라주세요</b>
choice-until = ❗ 표시된 메뉴를 뺄지 { $time }까지 알려주세요. 답이 없으면 빼고, 그 값은 받지 않아요.
button-leave-out = 🍽 빼고 { $amount } 덜 내기
button-cancel-for-missing = ✖️ 주문 전체 취소
card-total = 합계: <b>{ $total }</b> · { $payment ->
    [pending] 결제 전
    [paid] 결제됨
    [cash] 만나서 현금 결제
    [collected] 현금 결제됨
    [waived] 결제하지 않음
    [voided] 청구되지 않음
    [refunding] 환불 진행 중
    [refunded] 환불이 끝났어요
   *[other] { $payment }
}
card-tip = 💛 팁: { $tip }
card-given-back = ↩️ 일부 환불: <b>{ $amount }</b>
card-kept = 🧾 결제하신 금액 중 가게가 받는 금액: <b>{ $amount }</b>
card-requested = ✋ <b>취소를 요청하셨어요. 기다려 주세요</b>
    가게가 { $time }까지 답하고, 답이 없으면 주문은 계속됩니다.
card-address = 📍 { $address }
card-resting = ⏸ 지금은 결제사 문제로 카드 결제를 쉬고 있어요. 주문은 그대로 두었다가 다시 결제할 수 있게 되면 알려드릴게요.
card-no-cash = 💳 카드로 결제해 주세요: 이전 현금 주문이 결제되지 않았어요.
card-ready = { $coming ->
    [yes] ⏰ { $time }쯤 준비돼요
   *[no] ⏰ 약속한 시각: { $time }
}
card-collect = 🏪 가지러 와 주세요: { $address }
card-courier = 🛵 배달원: { $name }
card-reason = { $reason ->
    [sold-out] 사유: 품절된 메뉴가 있어요
    [too-busy] 사유: 주방이 너무 바빠요
    [closing] 사유: 곧 영업을 마쳐요
    [too-far] 사유: 주소가 너무 멀어요
    [no-answer] 사유: 가게가 제때 답하지 않았어요
    [broken] 사유: 주방에 문제가 생겼어요
    [not-cooked] 사유: 가게가 제때 조리를 마치지 못했어요
    [no-courier] 사유: 배달할 사람이 없었어요
    [by-operator] 사유: 플랫폼 운영자가 결정했어요
    [operator-words] 플랫폼 운영자의 말: { $words }
    [customer-asked] 고객이 취소를 요청했어요
    [dish-missing] 없는 메뉴가 있어 고객이 나머지도 원하지 않았어요
    [my-customer-asked] 취소를 요청하셨어요
    [my-dish-missing] 없는 메뉴가 있어 나머지도 원하지 않으셨어요
   *[other] 사유: { $words }
}
card-step = { $time } { $state ->
    [placed] 주문
    [paid] 가게에 전달
    [accepted] 승인
    [cooked] 조리 완료
    [on-the-way] 배달 출발
    [delivered] 배달 완료
    [rejected] 거절
    [cancelled] 취소
    [expired] 만료
    [failed] 배달하지 못함
   *[other] { $state }
}
orders-none = 아직 주문이 없어요. /order 로 시작하세요.
orders-title = 📋 <b>내 주문</b>
orders-line = { $code } · { $time } · { $state }
orders-hint = 눌러서 볼 수 있어요.
day-and-time = { $day } { $time }
orders-button = { $code } · { $store } · { $total }
invoice-title = { $store } 주문
invoice-delivery = 배달비
confirm-cancel = { $code } 주문을 취소할까요? 결제한 금액은 돌려드려요.
confirm-request = { $code } 주문의 취소를 가게에 요청할까요? 이미 만들고 있어서 가게가 결정하며, 결제 금액의 일부는 돌려받지 못할 수 있어요.
button-yes-ask = 네, 요청할게요
button-say-why = ✏️ 이유를 적어 요청…
ask-why = { $code } 주문을 왜 취소하시나요? 가게가 읽을 수 있게 짧게 적어주세요 (/cancel 로 그만두기).
requested = ✋ { $code } 주문의 취소를 가게에 요청했어요. { $time }까지 답하며, 답이 없으면 주문은 계속됩니다.
button-yes-cancel = 네, 취소할게요
button-no-keep = 아니요, 그대로 둘게요
order-replaced = ✖️ <b>{ $code }</b> 주문은 거두었어요. 아직 주문할 수 있는 것만 담았습니다:
kept = 👍 { $code } 주문은 계속됩니다.
payment-received = 💳 고맙습니다. { $code } 주문의 { $amount } 결제를 받았어요.
payment-rests = ⏸ 지금은 카드 결제가 되지 않아요. { $code } 주문은 그대로 두었고 청구된 금액은 없습니다. 결제할 수 있게 되면 알려드릴게요. { $cash ->
    [yes] 그동안 만나서 현금 결제를 고르거나 주문을 취소하셔도 됩니다.
   *[no] 그동안 주문을 취소하셔도 됩니다.
}
payment-refused = ⚠️ 텔레그램이 { $code } 주문의 { $total } 카드 결제를 받지 않아요. 청구된 금액은 없고 주문은 그대로이며, 운영자에게 알렸습니다. { $cash ->
    [yes] 만나서 현금 결제를 고르거나 주문을 취소하실 수 있어요.
   *[no] 이 가게는 현금을 받지 않아요. 나중에 다시 결제해 보시거나 주문을 취소하실 수 있어요.
}
link-no-store = 🏪 그 링크의 가게는 (더는) 여기에 없어요. 지금 있는 가게예요:
link-not-yours = 🔒 다른 분의 주문 링크예요. 주문한 분만 보고 결제할 수 있습니다. /order 로 직접 주문하실 수 있어요.
payment-unneeded = 💳 { $code } 주문으로 { $amount } 결제가 들어왔지만 필요하지 않아 돌려드려요.

## 고객 알림
notice-accepted = 👩‍🍳 <b>{ $code }</b> 주문이 승인되었어요. 기다려 주세요.
    조리를 시작했어요. 약 { $minutes }분 뒤({ $time }) 준비됩니다.
notice-rejected = ❌ 가게가 <b>{ $code }</b> 주문을 받을 수 없어요: /order 로 다시
notice-called-off = ✖️ 가게가 <b>{ $code }</b> 주문을 드릴 수 없어요: /order 로 다시
notice-put-off = ⏰ <b>{ $code }</b> 주문은 { $time }까지 걸려요.
notice-late = ⏰ <b>{ $code }</b> 주문이 늦어져요. 기다려 주세요.
    가게에 확인하고 있고, 답을 알려드릴게요.
notice-silent = ⏰ <b>{ $code }</b> 음식이 준비됐지만 아직 출발하지 않았어요.
    배달 쪽에서 소식이 없어요. 담당자에게 알렸고, 확인하고 있어요.
notice-cancelled = ✖️ <b>{ $code }</b> 주문을 취소하게 되었어요: /order 로 다시
notice-operator-wrote = 💬 <b>{ $code }</b> 주문 안내예요. 읽어주세요.
    <blockquote>{ $words }</blockquote>
    – 플랫폼 운영자
notice-agreed = ✖️ <b>{ $code }</b> 주문이 요청대로 취소되었어요.
notice-request-refused = 👩‍🍳 <b>{ $code }</b> 주문은 계속돼요. 기다려 주세요.
    가게가 취소에 동의하지 않았어요.
notice-request-unanswered = 👩‍🍳 <b>{ $code }</b> 주문은 계속돼요. 기다려 주세요.
    가게가 취소 요청에 제때 답하지 않았어요.
notice-request-overtaken = 🛵 <b>{ $code }</b> 주문이 배달 중이에요.
    취소하기에는 너무 늦었어요.
notice-left-out = 🍽 <b>{ $code }</b> 주문은 일부 메뉴 없이 계속돼요.
    뺀 메뉴: { $dish }. 새 합계는 { $total }입니다.
notice-not-without = ✖️ <b>{ $code }</b> 주문이 선택대로 취소되었어요.
notice-released = 🔔 <b>{ $code }</b>: 차례가 되었어요. 결제해 주세요.
    아래에서 결제 방법을 선택해 주세요.
notice-held-too-long = ⌛ <b>{ $code }</b> 주문이 만료되었어요: /order 로 다시
    가게가 문을 닫았거나 대기가 너무 길어져 차례가 오지 않았어요. 결제된 금액은 없습니다.
notice-banned = 🚫 이제 여기서 주문하실 수 없어요.
    플랫폼 운영자가 결정했어요. 들어온 주문은 계속돼요.
notice-ban-lifted = ✅ 다시 주문하실 수 있어요: /order
    플랫폼 운영자가 결정했어요.
notice-cash-limited = 💳 이제부터 카드로 결제해 주세요.
    { $code } 주문은 현금으로 내시기로 했지만 결제되지 않았어요.
notice-cash-allowed = 💵 다시 현금으로 결제하실 수 있어요.
    플랫폼 운영자가 결정했어요.
notice-expired = ⌛ <b>{ $code }</b> 주문이 만료되었어요: /order 로 다시
    제때 결제되지 않았어요. 청구된 금액은 없습니다.
notice-on-the-way = 🛵 <b>{ $code }</b> 주문이 출발했어요. 받아 주세요
    { $name } 님이 가지고 갑니다.
notice-collect = 🏪 <b>{ $code }</b>: 음식을 가지러 와 주세요.
    지금 갈 수 있는 배달원이 없어요. { $store }에서 기다립니다: { $address } · { $phone }
notice-store-brings = 🛵 <b>{ $code }</b>: 배달해 드리게 되었어요.
    가게의 { $name } 님이 갑니다. 오지 않으셔도 돼요.
notice-another-courier = ⏰ <b>{ $code }</b> 늦어요: 다른 분이 갑니다.
    배달원이 답하지 않아 다른 배달원을 찾고 있어요.
notice-collected = ✅ <b>{ $code }</b> 주문을 받아 가셨어요. 맛있게 드세요!
notice-delivered = ✅ <b>{ $code }</b> 주문이 배달되었어요. 맛있게 드세요!
notice-refunding = ↩️ <b>{ $code }</b> 주문의 { $amount } 환불을 진행합니다.{ $reason ->
    [late] {""}
    주문이 끝난 뒤에 결제되었어요.
    [paid-twice] {""}
    두 번 결제되었어요.
    [wrong-amount] {""}
    금액이 맞지 않았어요.
    [dish-missing] {""}
    뺀 메뉴가 있어요.
   *[other] {""}
}
notice-abandoned = 🗂 주문된 것은 없어요: /order 로 다시 시작하세요
    시작하신 주문이 오래 멈춰 있어 정리했어요.
notice-rejection-abandoned = 🗂 <b>{ $code }</b> 아직 기다려요: /tickets 에서 보세요
    거절하는 이유를 여쭤본 지 하루가 지나 더는 기다리지 않아요.
notice-resumed = ▶️ <b>{ $code }</b> 이제 카드로 결제해 주세요.
    카드 결제가 다시 됩니다.
notice-refunded = ↩️ <b>{ $code }</b> 주문의 { $amount } 환불이 끝났어요.

## 가게
ticket-title = 🔔 <b>주문 { $code }</b> · { $customer }
ticket-state = { $state ->
    [received] 🔔 새 주문: 받을지 답해 주세요
    [accepted] 👩‍🍳 승인됨: 조리해 주세요
    [late] ⏰ 늦었어요: 조리가 끝났나요?
    [cooked] 🥡 조리 완료: 오시는 분께 건네주세요
    [handed-over] 🛵 배달 출발: 더 하실 일이 없어요
    [delivered] ✅ 배달 완료: 더 하실 일이 없어요
    [rejected] ❌ 거절됨: 조리하지 마세요
    [cancelled] ✖️ 취소됨: 조리하지 마세요
    [called-off] ✖️ 중단됨: 만들거나 배달하지 마세요
    [failed] ❌ 배달하지 못함: 더 하실 일이 없어요
   *[other] { $state }
}
ticket-told = { $back ->
    [all] 고객에게 알렸고 결제한 금액은 돌려드립니다.
    [part] 고객에게 알렸고 나머지 결제 금액은 돌려드립니다.
   *[none] 고객에게 알렸어요.
}
request-title = ✋ <b>고객이 취소를 요청했어요</b>
request-until = { $time }까지 답해주세요. 답이 없으면 주문은 계속됩니다.
request-words = 💬 { $words }
ticket-kept = 🧾 결제 금액 중 받으시는 금액: <b>{ $amount }</b>
ticket-choosing = ⏳ <b>없는 메뉴: 고객이 고르는 중이에요</b>
    { $time }까지이며, 그 뒤에는 ❗ 표시된 메뉴를 뺍니다. 그 전에는 내보내지 마세요.
ticket-total = 합계: <b>{ $total }</b> · { $method ->
    [card] 카드 결제됨
    [cash] 만나서 현금 결제
   *[other] { $method }
}
ticket-tip = 💛 주방이 받는 팁: { $tip }
ticket-received = 🕓 { $time } 접수
ticket-ended = { $state ->
    [delivered] { $time } 배달 완료
    [rejected] { $time } 거절
    [cancelled] { $time } 취소
    [failed] { $time } 종료
   *[other] { $time }
}
ticket-contact = 📞 { $phone }
    📍 { $address }
ticket-ready = ⏰ { $time } 약속
button-accept = ✅ { $minutes }분
button-reject = ❌ 거절
button-cooked = 🥡 조리 완료
button-more-time = ⏰ +{ $minutes }분
button-type-minutes = ✏️ 직접 입력…
button-call-off = ✖️ 드릴 수 없어요
button-agree = ✅ 동의, 전액 환불
button-agree-in-part = ✂️ 동의, 일부는 받기…
button-refuse = ❌ 안 돼요
button-keep = { $amount } 받기
button-agree-and-keep = ✂️ 동의하고 { $amount } 받기
button-other-amount = ✏️ 다른 금액
ask-kept = { $code } 주문에서 얼마를 받으시겠어요? 버튼을 누르거나 { $total }까지의 금액을 적어주세요 (/cancel 로 그만두기).
confirm-kept = ❓ <b>{ $code } 취소, { $kept } 받기?</b>
    고객이 돌려받는 금액: { $back }. 아직 아무것도 결정되지 않았어요.
agreed-and-kept = ✖️ { $code } 주문을 취소했어요. 받으시는 금액: { $amount }. 고객에게 알렸어요.
request-left = ✋ { $code } 주문은 일단 계속됩니다. 고객은 아직 답을 기다려요.
button-dish-missing = 🍽 없는 메뉴가 있어요
button-mark = { $marked ->
    [yes] ❗ { $dish } { $quantity }개
   *[no] { $dish } { $quantity }개
}
button-tell-customer = 📣 고객에게 알리기
ask-missing = { $code } 주문에서 없는 메뉴가 무엇인가요? 눌러서 고른 뒤 고객에게 알려주세요. 뺄지는 고객이 고릅니다. 모두 없으면 주문은 취소됩니다.
missing-told = 📣 { $code } 고객에게 물었고, { $time }까지 고릅니다. 나머지를 계속 만들어주세요.
ask-minutes = { $code } 주문에 몇 분이 더 필요한가요? 숫자를 적고, 원하시면 고객에게 보일 이유도 적어주세요: <code>25 오븐이 고장났어요</code> (/cancel 로 그만두기).
put-off = ⏰ { $code } 주문의 새 약속 시각: { $time }. 고객에게 알렸습니다.
put-off-left = { $code } 주문의 약속은 그대로예요.
ask-call-off-reason = { $code } 주문을 드릴 수 없는 이유는요? 고객이 읽고, 결제한 금액을 돌려받습니다.
button-map = 🗺 지도
ask-reason = { $code } 주문을 거절하는 이유는요?
ask-own-reason = { $code } 주문을 { $what ->
    [call-off] 중단하는
   *[reject] 거절하는
} 이유를 짧게 적어주세요 (/cancel 로 그만두기). 고객이 읽기 전에 한 번 더 보여드려요.
confirm-own-reason = ❓ <b>{ $code } 주문을 이 말로 { $what ->
    [call-off] 중단할까요
   *[reject] 거절할까요
}?</b> 고객이 읽을 내용:
    <blockquote>{ $words }</blockquote>
    아직 아무것도 정하지 않았어요. 고치려면 다시 적어주세요.
button-own-reason = { $what ->
    [call-off] ✖️ 이 말로 중단
   *[reject] ❌ 이 말로 거절
}
button-other-words = ✏️ 다시 쓰기
button-reason = { $reason ->
    [sold-out] 품절된 메뉴가 있어요
    [too-busy] 너무 바빠요
    [closing] 영업을 마쳐요
    [too-far] 너무 멀어요
    [broken] 주방에 문제가 생겼어요
    [no-courier] 배달할 사람이 없음
   *[other] 기타… (직접 입력)
}
rejecting-left = { $what ->
    [call-off] { $code } 주문은 계속되고, 아직 조리해야 해요.
   *[reject] { $code } 주문이 아직 답을 기다리고 있어요.
}
tickets-none = 기다리는 주문이 없어요.
capacity-ask = 🍳 <b>{ $store }</b>의 동시 조리 한도: { $capacity ->
    [0] 제한 없음
    [one] { $capacity }건
   *[other] { $capacity }건
}. 한도를 넘는 새 주문은 순서를 기다립니다. 몇 건으로 할까요?
capacity-hint = 누르거나 <code>/capacity 8</code>처럼 입력하세요.
capacity-set = 🍳 <b>{ $store }</b>의 동시 조리 한도: { $capacity ->
    [0] 제한 없음
    [one] { $capacity }건
   *[other] { $capacity }건
}.
button-capacity = { $capacity ->
    [0] 제한 없음
   *[other] { $capacity }
}
menu-none = 등록된 가게가 없어요.
menu-title = 📖 <b>{ $store }</b>: 종류를 골라주세요.
menu-category = 📖 <b>{ $store }</b> › <b>{ $category }</b>: 메뉴를 누르면 판매와 품절이 바뀝니다.
menu-dish = { $available ->
    [yes] ✅ { $dish }
   *[no] 🚫 { $dish }
}
store-opened = 🟢 <b>{ $store }</b> 영업을 시작했어요. 주문을 받습니다.
store-shut = 🔴 <b>{ $store }</b> 영업을 마쳤어요. 들어온 주문은 계속됩니다.
which-store = 어느 가게인가요?
notice-ticket-cancelled = ✖️ <b>{ $code }</b> 취소됨: 조리하지 마세요.
    고객이 주문을 취소했어요.
notice-request-lapsed = { $todo ->
    [make] 👩‍🍳 <b>{ $code }</b> 주문은 계속돼요. 만들어주세요.
   *[hand-over] 🥡 <b>{ $code }</b> 계속돼요: 오시는 분께 건네주세요
}
    취소 요청에 제때 답하지 않으셔서 고객에게 그렇게 알렸어요.
notice-left-out-store = 🍽 <b>{ $code }</b> 주문은 일부 메뉴를 빼고 만들어주세요.
    뺀 메뉴: { $dish }. 고객도 알고 있어요.
notice-failed-store = ❌ <b>{ $code }</b> 배달하지 못함: 더 하실 일이 없어요
notice-reminder = ⏰ <b>{ $code }</b> 주문이 아직 답을 기다리고 있어요.
    { $time }에 자동으로 거절됩니다.
notice-store-closed = { $reason ->
    [unreachable] ⚠️ <b>{ $store }</b> 영업 종료: 아래에서 열어주세요
    [unanswered] ⏸ <b>{ $store }</b> 일시 중지: 아래에서 열어주세요
    [operator] ⏸ <b>{ $store }</b> 일시 중지: { $who }에게 문의하세요
   *[other] 🔴 <b>{ $store }</b> 영업을 마쳤습니다.
}
    { $reason ->
    [unreachable] 사장님께 메시지가 전달되지 않았습니다.
    [unanswered] 최근 주문에 답이 없어 새 주문을 받지 않습니다. 들어온 주문은 계속됩니다.
    [operator] 플랫폼 운영자가 중지했습니다. 들어온 주문은 계속됩니다.
   *[other] /open 으로 다시 엽니다.
}
notice-store-resumed = ▶️ <b>{ $store }</b> 일시 중지가 풀렸습니다
    { $who } 님의 결정입니다. 직접 닫지 않으셨다면 다시 주문을 받습니다: /open
notice-store-reopened = 🟢 <b>{ $store }</b> 영업 중: 하실 일이 없습니다
    { $who } 님이 다시 열었습니다. 주문을 받습니다.
button-reopen = 🟢 다시 열기

## 배달원
delivery-head = { $what ->
    [waits] 🔔 <b>{ $code }</b> 아직 기다려요. 누가 갈까요?
    [pick-up] ⏰ <b>{ $code }</b> 늦었어요. 가지러 가 주세요
    [deliver] ⏰ <b>{ $code }</b> 늦었어요. 배달하셨나요?
    [stopped] ✋ <b>{ $code }</b> 기다려 주세요. 가게가 정해요
    [declined] ↩️ <b>{ $code }</b> 내 배달이 아니에요. 맡을까요?
   *[gone] 👤 <b>{ $code }</b> 이제 다른 분이 맡았어요
}
delivery-title = 🛵 <b>배달 { $code }</b> · { $store }
delivery-state = { $state ->
    [scheduled] 👩‍🍳 조리 중
    [offered] 🥡 준비됨: 누가 갈까요?
    [assigned] 🏃 내 배달: 가지러 가세요
    [picked-up] 📦 배달 중: 가져다주세요
    [collectable] 🏪 고객이 가지러 와요
    [delivered] ✅ 배달 완료: 더 하실 일이 없어요
    [cancelled] ✖️ 중단됨: 배달하지 마세요
    [stopped] ✋ 멈춤: 결정을 기다려 주세요
    [failed] ✖️ 배달하지 않기로 함: 가지 마세요
   *[other] { $state }
}
delivery-return = 음식을 받으셨다면 가게에 돌려주세요.
delivery-taken = 👤 { $name } 님이 맡았어요
delivery-from = 🏪 { $address } · { $phone }
delivery-to = 📍 { $address }
delivery-customer = 👤 { $name } · { $phone }
delivery-tip = 💛 배달원이 받는 팁: { $tip }
unnamed-courier = 배달원
delivery-collect = 💵 현금 <b>{ $amount }</b> 받기
button-take = 🙋 제가 갈게요
button-hand-back = ↩️ 못 가게 됐어요
button-pick-up = 📦 음식 받음
button-deliver = ✅ 배달 완료
trip-head = { $what ->
    [no-couriers] 🛵 <b>{ $code }</b> 준비됨: 배달해 주세요
    [untaken] 🙋 <b>{ $code }</b> 갈 사람이 없어요. 정해 주세요
    [given-back] ↩️ <b>{ $code }</b> 맡은 사람이 없어 다시 찾고 있어요
    [offered] 🔔 <b>{ $code }</b> 배달원을 다시 부르고 있어요
    [assigned] 🛵 <b>{ $code }</b> { $name } 님이 가지러 와요
    [picked-up] 🛵 <b>{ $code }</b> { $name } 님이 배달 중
    [silent-assigned] ⏰ <b>{ $code }</b> { $name } 님이 안 와요. 정해 주세요
    [silent-picked-up] ⏰ <b>{ $code }</b> { $name } 님이 늦어요. 전화해 주세요
    [my-assigned] 🏃 <b>{ $code }</b> 내 배달: 배달해 주세요
    [my-picked-up] 📦 <b>{ $code }</b> 배달하면 눌러 주세요
    [collectable] 🏪 <b>{ $code }</b> 고객이 가지러 와요
    [uncollected] ⏰ <b>{ $code }</b> 아무도 안 왔어요. 전화해 주세요
    [nobody-there] ⚠️ <b>{ $code }</b> 아무도 없대요. 정해 주세요
    [refused] ⚠️ <b>{ $code }</b> 받지 않겠대요. 정해 주세요
    [wrong-address] ⚠️ <b>{ $code }</b> 주소가 틀렸대요. 정해 주세요
    [damaged] ⚠️ <b>{ $code }</b> 음식이 망가졌대요. 정해 주세요
    [not-paid] ⚠️ <b>{ $code }</b> 현금을 못 받았대요. 정해 주세요
   *[scheduled] 👩‍🍳 <b>{ $code }</b> 조리 중
}
trip-store = 🏪 { $store }
button-call-again = 🔔 배달원 다시 부르기
button-bring = 🛵 저희가 배달할게요
button-let-collect = 🏪 고객이 가지러 오기
button-take-away = 👤 다른 배달원에게 맡기기
button-collected = ✅ 고객이 가져갔어요
button-arrived = ✅ 고객이 받았어요
deliveries-none = 지금은 맡을 배달이 없어요. 배달을 받고 있는지는 /shift 에서 볼 수 있어요.
shift = { $state ->
    [on] 🟢 <b>근무 중이에요.</b> 새 배달을 알려드려요.
   *[off] 🔴 <b>근무가 끝났어요.</b> 새 배달을 알리지 않아요. 맡은 배달은 그대로예요.
}
button-shift-on = 🟢 근무 시작
button-shift-off = 🔴 근무 종료

## 운영자
operator-stray = ⚠️ <b>직접 환불해주세요:</b> { $amount }
    { $reason ->
    [known-charge] 다른 주문에 이미 있는 결제 번호로 들어왔어요.
    [not-booked] 결제가 들어왔지만 주문에 기록할 수 없었어요.
   *[other] 없는 주문으로 결제가 들어왔어요.
}
    주문: <code>{ $order }</code>
    결제사: { $provider }
    결제 번호: <code>{ $charge }</code>
    결제한 사람: { $payer }
operator-refused = ⚠️ { $user }: 전달 실패. 직접 알려주세요
    텔레그램이 이분께 가는 메시지를 받지 않아 제쳐두었어요: { $problem }
operator-set-aside = ⚠️ <b>{ $user }: 답하지 못함. 살펴봐 주세요</b>
    이분이 보낸 내용을 처리할 수 없어 제쳐두었어요: 업데이트 { $update } ({ $kind }), 사고 번호 <code>{ $incident }</code>.
    { $problem }
    <code>main.py updates list</code> 로 볼 수 있고, <code>main.py updates replay { $update }</code> 로 다시 시도할 수 있어요.
operator-token-contested = ⚠️ <b>토큰 하나에 봇이 둘: 하나를 멈춰주세요</b>
    다른 프로그램이 이 봇의 토큰으로 업데이트를 가져가고 있어 양쪽 모두 일부만 받아요: { $problem }
    그 프로그램을 멈추거나 다른 봇을 쓰게 해주세요.
operator-database-lost = 🚨 데이터베이스 손실: 봇을 멈추고 복구하세요
    { $problem }
    주문을 받지 않으며, 메시지를 보내는 분들께 그렇게 알립니다. 봇을 멈추고 데이터베이스를 복구한 뒤 다시 시작하세요.
out-of-order = ⚠️ 장애가 생겨 지금은 주문을 받을 수 없어요. 방금 보내신 내용은 보관되며, 복구되면 답변드릴 수 있어요.
out-of-order-payment = 장애가 생겨 지금은 결제를 받을 수 없어요. 청구된 금액은 없습니다.
operator-store-closed = { $reason ->
    [unanswered] ⏸ <b>{ $store }</b> 일시 중지: 전화해 보세요
    [operator] ⏸ <b>{ $store }</b> 일시 중지: { $who }
   *[unreachable] ⚠️ <b>{ $store }</b> 영업 종료: 전화해 보세요
}
    { $reason ->
    [unanswered] 최근 주문에 답하지 않았습니다. 사장님이 한 번 누르면 다시 열립니다.
    [operator] <code>/pause</code> 로 다시 열 수 있습니다.
   *[unreachable] 사장님 누구에게도 메시지가 전달되지 않습니다.
}
operator-store-opened = { $how ->
    [open] 🟢 <b>{ $store }</b> 영업 중: 하실 일이 없습니다
   *[resumed] ▶️ <b>{ $store }</b> 일시 중지가 풀렸습니다
}
    { $how ->
    [open] { $who } 님이 다시 열었습니다. 주문을 받습니다.
   *[resumed] { $who } 님의 결정입니다.
}
error-ban = { $problem ->
    [several] 그 이름을 쓴 사람이 여럿입니다. 사용자 번호나 주문 번호를 보내주세요.
   *[missing] 누구인가요? 번호, 이름 또는 주문 번호를 보내주세요: <code>/ban 1001</code>, <code>/ban @mina</code>, <code>/ban #3FA9C</code>
}
person-file = 👤 <b>{ $name }</b>
    { $banned ->
    [yes] 🚫 차단됨: 주문을 받지 않습니다.
   *[no] ✅ 주문할 수 있습니다.
}
    { $cash ->
    [no] 💳 현금 주문이 결제되지 않아 카드로만 결제합니다.
   *[yes] 💵 현금으로 결제할 수 있습니다.
}
button-ban = 🚫 주문을 받지 않기
button-lift-ban = ✅ 다시 주문 받기
button-allow-cash = 💵 다시 현금 허용
pause-which = ⏸ <b>어느 가게인가요?</b> 누르면 중지하거나 다시 엽니다.
pause-unknown = { $store } 가게가 없습니다. /pause 로 모두 볼 수 있습니다.
paused = ⏸ <b>{ $store }</b> 가게를 중지하고 사장님께 알렸습니다.
resumed = ▶️ <b>{ $store }</b> 가게의 중지를 풀고 사장님께 알렸습니다.
button-pause = ⏸ { $store } 중지
button-resume = ▶️ { $store } 다시 열기
operator-staff-unreachable = ⚠️ <b>연락이 닿지 않는 직원: 전화해 주세요</b>
    다음 분들께 메시지가 닿지 않아요. /start 를 한 번 보내거나 차단을 풀어야 해요:
operator-staff-line = • { $user }, { $stores }
operator-staff-more = … 그리고 { $count }명 더
operator-staff-reached = ✅ 모든 직원과 연결됨: 하실 일이 없어요
    모든 사장님과 배달원에게 다시 메시지가 닿아요.
operator-unreachable = ⚠️ { $user }: 연락 안 됨. 전화해 주세요
    메시지가 전달되지 않아요. 이분이 /start 를 보내거나 차단을 풀어야 해요.
operator-provider-down = ⚠️ <b>{ $provider }</b> 응답 없음: 확인해 주세요
    결제사에서 응답이 없어요. 다시 응답할 때까지 카드 결제는 쉬고, 환불은 대기합니다.
operator-provider-back = ✅ <b>{ $provider }</b> 다시 응답: 하실 일이 없어요
    결제사의 응답이 돌아왔어요. 밀려 있던 환불을 이어서 처리합니다.
button-refunded = ✅ 환불했어요
operator-books = ⚠️ <b>장부가 맞지 않아요: 확인해 주세요</b>
    { $count ->
    [one] 1건:
   *[other] { $count }건:
}
    { $lines }
    전체 보기: <code>main.py payments reconcile</code>
file-collect = 🏪 고객이 가지러 와요
file-title = 📁 주문 기록: { $ended ->
    [yes] 끝난 주문입니다
   *[no] 지금 하실 일은 없습니다
}
file-asked = { $what ->
    [unanswered] ⏰ 늦는데 답이 없음: 가게에 전화하세요
    [untaken] 🙋 배달원 없음: 아래에서 결정해 주세요
    [pick-up-unanswered] ⏰ 가지러 가지 않음: 배달원에게 전화하세요
    [arrival-unanswered] ⏰ 배달되지 않음: 배달원에게 전화하세요
    [silent] ⏰ 배달 소식 없음: 가게에 전화하세요
    [uncollected] ⏰ 가져가지 않음: 고객에게 전화하세요
    [invoice-refused] ⚠️ 청구서 거부: 결제사를 확인하세요
    [refund-failed] ⚠️ 환불 실패: 직접 환불해 주세요
    [undecided] ⚠️ 전달 못 함: 지금 정해 주세요
   *[other] ⚠️ 아래에서 결정해 주세요: { $what }
}
file-settled = ✅ 처리됨: 더 하실 일이 없습니다
file-decided = { $step } · { $who }
file-by = { $who ->
    [store] 가게
   *[platform] 자동
}
file-uncooked = 약속 시간 { $time }. { $end }에 자동으로 취소되고 환불됩니다.
file-untaken = 가게에도 물었고, { $end }에 자동으로 취소되고 환불됩니다.
file-untaken-again = 배달이 시작되었지만 이제 맡은 사람이 없습니다. 가게와 고객에게 전화해 주세요.
file-not-picked-up = { $name } 님이 배달을 맡고 가지러 가지 않습니다. { $end }에 다른 배달원에게 제안합니다.
file-not-arrived = { $name } 님이 음식을 가지고 갔지만 배달했다는 말이 없습니다. 결정될 때까지 다시 여쭙니다.
file-silent = { $time }부터 배달 쪽에서 아무 소식이 없습니다. 배달 데이터베이스나 프로세스가 멈췄을 수 있습니다. 누가 배달하는지 확인하고 고객에게 알려 주세요.
file-not-collected = 고객에게 가지러 오시라고 했지만 오지 않았습니다. 결정될 때까지 다시 여쭙니다.
file-invoice = 텔레그램이 청구서를 받지 않습니다: <code>{ $problem }</code>
    결제사의 토큰과 계정, 가게의 통화와 가격을 확인해 주세요.
file-refund = { $amount } · 결제사: { $provider }
    결제 번호: <code>{ $charge }</code>
    결제사의 답: { $problem }
file-customer = 👤 { $name } · { $phone }
file-customer-ended = 👤 { $name }
file-store = 🏪 { $name } · { $phone }
file-step = { $time } { $step ->
    [placed] 주문
    [approved] 결제 또는 현금 약속
    [paid] 가게로 보냄
    [received] 가게에 도착
    [reminded] 가게에 다시 알림
    [accepted] 접수
    [rejected] 거절
    [put-off] 가게가 시간을 더 요청
    [overdue] 늦음: 가게에 물어봄
    [unanswered] 답 없음: 운영자에게 물어봄
    [cooked] 조리 완료
    [dishes-missing] 없는 메뉴: 고객에게 물어봄
    [left-out] 일부 메뉴를 뺌
    [requested] 고객이 취소 요청
    [request-refused] 가게가 취소에 동의하지 않음
    [request-unanswered] 가게가 취소 요청에 답하지 않음
    [request-overtaken] 취소하기에 늦음
    [called-off] 취소
    [offered] 배달원에게 제안
    [offered-again] 배달원에게 다시 물어봄
    [untaken] 맡는 사람 없음: 운영자에게 물어봄
    [given-up] 아무도 맡지 않음
    [assigned] 배달원이 맡음
    [handed-back] 배달원이 반납
    [taken-away] 회수하여 다시 제안
    [store-brings] 가게가 직접 배달
    [pick-up-overdue] 가지러 가지 않음: 배달원에게 다시 알림
    [pick-up-unanswered] 가지러 가지 않음: 운영자에게 물어봄
    [started] 음식을 받아 출발
    [arrival-overdue] 배달되지 않음: 배달원에게 다시 알림
    [arrival-unanswered] 배달되지 않음: 운영자에게 물어봄
    [collectable] 고객에게 가지러 오시라고 함
    [silent] 배달 소식 없음: 운영자에게 물어봄
    [uncollected] 가져가지 않음: 운영자에게 물어봄
    [delivery-cancelled] 배달 취소
    [problem] 문 앞에서 문제 발생
    [undecided] 결정 없음: 운영자에게 물어봄
    [another-trip] 다시 배달하기로 함
    [no-trip] 더 배달하지 않기로 함
    [failed] 배달하지 못함
    [waived] 받을 금액 없음
    [delivered] 배달 완료
    [cancelled] 취소
    [expired] 만료
    [voided] 청구 없음
    [collected] 현금 받음
    [invoice-refused] 청구서 거부
    [refund-requested] 환불 시작
    [refunded] 환불 완료
    [refund-failed] 환불 실패
    [written] 고객에게 메시지
   *[other] { $step }
}
file-wait = ⏳ { $time }까지: { $kind ->
    [pay-by] 결제
    [remind-store] 가게에 다시 알림
    [answer-by] 가게의 답
    [cook-by] 조리
    [escalate-cooking] 운영자에게 물어봄
    [call-off-cooking] 자동 취소
    [delivery-step] 배달의 다음 단계
    [under-way-by] 배달 소식
    [answer-request-by] 취소 요청에 대한 가게의 답
    [choose-by] 고객의 선택
    [resume-held] 대기 순서 확인
    [rest-until] 결제사 복구
   *[other] { $kind }
}
button-confirm-delivery = ✅ 배달됐습니다
button-write = 💬 고객에게 쓰기
button-refund-part = ↩️ 일부 환불
button-end-order = ✖️ 취소하고 환불
button-end-now = ✖️ 네, 취소하고 환불합니다
button-end-words = ✏️ 네, 사유를 쓸게요…
confirm-end = ❓ <b>{ $code } 주문을 취소하고 환불할까요?</b>
    고객과 가게, 배달원에게 알립니다. { $total } 중 결제된 금액은 환불됩니다.
ended = ✖️ { $code } 주문을 취소하고 모두에게 알렸습니다.
end-left = { $code } 주문은 그대로입니다.
end-over = { $code } 주문은 이미 끝났습니다.
refund-how = ↩️ 일부를 환불하려면 금액을 입력하세요:
    <code>/refund { $code } 3000</code>
ask-operator-words = ✏️ { $what ->
    [end] { $code } 주문의 취소 사유를 입력하세요
   *[message] { $code } 고객에게 보낼 말을 입력하세요
} (또는 /cancel).
    보내기 전에 한 번 더 보여드립니다.
confirm-operator-words = ❓ <b>{ $what ->
    [end] 이 사유로 { $code } 주문을 취소할까요?
   *[message] { $code } 고객에게 보낼까요?
}</b> 고객이 읽을 내용:
    <blockquote>{ $words }</blockquote>
    바꾸려면 다시 입력하세요.
button-operator-words = { $what ->
    [end] ✖️ 이 사유로 취소
   *[message] 💬 보내기
}
message-sent = 💬 { $code } 고객에게 보냈습니다.
error-refund = 결제된 주문의 일부를 환불하려면 주문 번호와 금액을 보내주세요: <code>/refund 3FA9C 3000</code>
refund-begun = ↩️ { $code } 주문의 { $amount } 환불을 진행합니다. 남은 결제 금액은 { $left }입니다.
refund-settled = ✅ { $code } 주문의 환불을 기록했어요.

## 오류
changes-title = ⚠️ <b>그사이 메뉴가 바뀌었어요.</b> 아무것도 주문하거나 청구하지 않았습니다:
changes-line = { $kind ->
    [gone] • { $dish }: 더는 메뉴에 없어요
    [sold-out] • { $dish }: 품절되었어요
    [fee] • 배달비: { $before } → { $now }
   *[price] • { $dish }: { $before } → { $now }
}
error-address = { $problem ->
    [too-short] 주소가 너무 짧아요. 도로명과 번호까지 { $limit }자 이상 적어주세요.
   *[too-long] 주소가 너무 길어요. { $limit }자 이하로 적어주세요.
}
error-phone = { $problem ->
    [no-country] 어느 나라 번호인지 알 수 없어요. +와 국가 번호를 붙여 보내주세요. 예: +82 10 1234 5678
   *[other] 여기서 전화할 수 있는 번호가 아니에요. 다른 나라 번호는 +와 국가 번호로 시작해주세요. 예: +82 10 1234 5678
}
error-quantity = { $problem ->
    [too-many] 한 메뉴는 장바구니에 { $limit }개까지만 담을 수 있어요.
   *[other] 1부터 { $limit }까지의 숫자를 골라주세요.
}
error-basket = 한 주문에는 서로 다른 메뉴를 { $limit }가지까지만 담을 수 있어요. 아무것도 더 담지 않았습니다.
error-minutes = { $problem ->
    [too-late] 지금부터 열두 시간이 넘어요.
   *[other] 1분에서 { $limit }분 사이로 약속해주세요.
}
error-capacity = 1부터 { $limit }까지의 숫자를 선택해 주세요.
error-kept = 0보다 크고 결제 금액을 넘지 않는 금액을 적어주세요.
error-dishes = 주문에 아직 있는 메뉴를 골라주세요.
error-reason = { $problem ->
    [too-long] 이유는 { $limit }자 이하로 적어주세요.
   *[missing] 이유를 적어주세요.
}
error-message = { $problem ->
    [too-long] 메시지는 { $limit }자 안으로 써주세요.
   *[missing] 메시지를 입력해 주세요.
}
error-banned = 🚫 플랫폼 운영자의 결정으로 이제 여기서 주문하실 수 없어요. 주문되거나 청구된 것은 없어요.
error-cash-refused = 💳 현금 주문이 결제되지 않아 카드로 결제하셔야 해요. 카드를 받지 않는 곳에서는 주문하실 수 없어요.
error-person = { $name }: 아는 사람이 없습니다. 사용자 번호나 주문 번호를 보내주세요.
error-store-paused = ⏸ { $store } 가게는 플랫폼 운영자가 중지했고, 운영자만 다시 열 수 있어요.
error-store-closed = 🔴 { $store } 가게는 지금 영업하지 않아요.
error-basket-empty = 장바구니가 비어 있어요.
error-dishes-missing = ⚠️ <b>{ $dishes }</b> 메뉴가 없어 { $code } 주문을 이대로 결제할 수 없어요. 청구된 금액은 없습니다.
error-minimum = 최소 주문 금액은 { $minimum }인데 담으신 메뉴는 { $total }이에요. 주문은 넣지 않았고 장바구니는 그대로예요. 조금 더 담아주세요.
error-sum-not-payable = 카드 결제는 { $least }부터 { $most }까지 되는데 주문 금액은 { $total }이에요. 이 가게는 현금을 받지 않아요. 주문은 넣지 않았고 장바구니는 그대로예요. { $size ->
    [small] 조금 더 담아주세요.
   *[large] 조금 덜어내거나 둘로 나누어 주문해주세요.
}
error-too-late = { $state ->
    [accepted] { $code } 주문은 이미 조리 중이에요. 아래에서 취소를 요청하거나 { $store }에 전화해주세요: { $phone }
    [cooked] { $code } 주문은 이미 조리가 끝났어요. 아래에서 취소를 요청하거나 { $store }에 전화해주세요: { $phone }
    [on-the-way] { $code } 주문은 이미 배달 중이라 취소할 수 없어요. { $store }에 전화해주세요: { $phone }
    [delivered] { $code } 주문은 배달되었어요. 문제가 있으면 { $store }에 전화해주세요: { $phone }
    [cancelled] { $code } 주문은 이미 취소되었어요.
   *[other] { $code } 주문은 이미 끝났어요. 궁금한 점은 { $store }에 전화해주세요: { $phone }
}
error-taken = { $mine ->
    [yes] { $code } 배달은 이미 맡으셨어요.
   *[no] { $name } 님이 먼저 { $code } 배달을 맡았어요.
}
error-delivery-away = 🛵 지금은 배달 정보를 볼 수 없어서, 방금 하신 일이 기록됐는지 알 수 없어요. 몇 분 뒤에 다시 해 주세요. 다른 일은 모두 계속됩니다.
error-off-shift = 🔴 근무 중이 아니라 배달을 맡을 수 없어요. /shift 에서 바꿀 수 있어요.
error-not-theirs = 👤 { $code }: 이제 { $name } 님이 맡았어요.
error-moved-on = { $state ->
    [asked] { $code } 주문은 이미 요청하셨고, 가게가 아직 답하지 않았어요.
    [not-asked] { $code } 주문에 대한 취소 요청이 더는 없어요.
    [choosing] { $code } 고객이 없는 메뉴에 대해 아직 고르고 있어요.
    [chosen] { $code } 주문은 이미 정해졌어요.
    [held] { $code } 주문은 아직 대기 중입니다.
    [placed] { $code } 주문은 아직 결제되지 않았어요.
    [paid] { $code } 주문은 이미 결제되었어요.
    [due] { $code } 주문은 이미 현금 결제로 정해졌어요.
    [received] { $code } 주문은 아직 답을 기다리고 있어요.
    [accepted] { $mine ->
        [yes] { $code } 주문은 이미 승인하셨어요.
       *[no] { $code } 주문은 이미 승인되었어요.
    }
    [rejected] { $mine ->
        [yes] { $code } 주문은 이미 거절하셨어요.
       *[no] { $code } 주문은 이미 거절되었어요.
    }
    [cooked] { $code } 주문은 이미 조리가 끝났어요.
    [cancelled] { $code } 주문은 취소되었거나 중단되었어요.
    [voided] { $code } 주문은 취소되었거나 만료되었어요. 청구되지 않습니다.
    [expired] { $code } 주문은 만료되었어요. 청구되지 않습니다.
    [scheduled] { $code } 주문은 아직 조리 중이에요.
    [offered] { $code } 배달은 아직 아무도 맡지 않았어요.
    [assigned] { $code } 음식을 아직 받지 않았어요.
    [picked-up] { $code } 음식은 이미 받으셨어요.
    [on-the-way] { $code } 주문은 이미 배달원이 가지고 출발했어요.
    [collectable] { $code } 주문은 고객이 가지러 옵니다.
    [delivered] { $code } 주문은 이미 배달되었어요.
    [stopped] { $code } 배달이 멈췄고, 어떻게 할지 정하고 있어요.
    [failed] { $code } 주문은 배달하지 않기로 정해졌어요.
    [handed-over] { $code } 음식은 이미 출발했어요.
    [waived] { $code } 주문은 더 내실 금액이 없어요.
    [pending] { $code } 주문은 아직 결제되지 않았어요.
    [refunding] { $code } 주문은 환불이 진행 중이에요. 끝난 뒤에 다시 해주세요.
    [refund-failed] { $code } 주문에는 먼저 직접 처리해야 할 환불이 있어요.
    [refunded] { $code } 주문은 이미 환불되었어요.
    [collected] { $code } 주문은 만나서 현금으로 결제되었어요.
    [no-cash] 이 가게는 현금을 받지 않아요.
    [no-card] { $code } 주문은 카드로 결제할 수 없고 현금으로만 돼요.
   *[other] { $code } 주문은 이미 다음 단계로 넘어갔어요.
}
error-amount = 지금 금액은 { $due }입니다. 결제 버튼으로 새 청구서를 받아주세요.
error-sum = 금액을 읽을 수 없어요. 주문한 통화로 3000이나 3.50처럼 적어주세요.
error-refund-too-much = { $code } 주문에서 환불할 수 있는 금액은 0보다 크고 { $left } 이하여야 해요.
error-several-orders = 그렇게 시작하는 주문이 여러 건이에요. 다음 중 하나를 전체 번호로 보내주세요 (최근 주문부터):
    { $orders }
error-no-order = { $code } 주문이 없어요. #3FA9C처럼 보이는 번호나 전체 번호를 보내주세요.
error-not-allowed = 🚫 권한이 없어요.
error-not-found = 더는 찾을 수 없어요.
error-incident = 😔 죄송합니다. 저희 쪽에 문제가 생겼어요.
    보내신 내용은 보관했고 담당자에게 알렸어요. 더 진행할 수 없으면 이 번호를 알려주세요: <code>{ $incident }</code>

## 전달하지 못한 주문
notice-problem = ⚠️ <b>{ $code }</b> 아직 못 전해드렸어요. 전화 주세요
    { $why } 가게가 어떻게 할지 정합니다: { $phone }
notice-another-trip = 🔁 <b>{ $code }</b> 주문을 다시 배달해 드려요
    배달원을 찾고 있어요. 계신 곳에서 전화를 받아 주세요.
notice-failed = ❌ <b>{ $code }</b> 주문을 배달하지 못했어요
card-stopped = ⚠️ 전해드리지 못함: { $problem ->
    [nobody-there] 아무도 안 계셨어요
    [refused] 받지 않으셨어요
    [wrong-address] 주소를 찾지 못했어요
    [damaged] 음식이 망가졌어요
   *[not-paid] 현금을 받지 못했어요
}. 가게가 정하고 있어요
failure-why = { $problem ->
    [nobody-there] 아무도 안 계셨고 전화도 받지 않으셨어요.
    [refused] 문 앞에서 받지 않으셨어요.
    [wrong-address] 주소를 찾지 못했어요.
    [damaged] 가는 길에 음식이 망가졌어요.
    [not-paid] 문 앞에서 현금을 받지 못했어요.
    [not-collected] 가게에서 가져가지 않으셨어요.
   *[not-brought] 배달할 사람이 없었어요.
}
failure-money = { $how ->
    [keep] 🧾 결제하신 금액은 돌려드리지 않아요.
    [part] ↩️ 돌려드리는 금액: { $amount }. 나머지는 돌려드리지 않아요.
    [all] ↩️ 결제하신 금액을 모두 돌려드려요.
   *[waive] 💵 내실 금액은 없어요.
}
problem = { $problem ->
    [nobody-there] 🚪 아무도 없어요
    [refused] ✋ 받지 않겠대요
    [wrong-address] 📍 주소가 틀렸어요
    [damaged] 💥 음식이 망가졌어요
    [not-paid] 💵 현금을 안 내요
    [not-collected] 🏪 가지러 오지 않았어요
   *[not-brought] 🛵 배달할 사람이 없었어요
}
button-problem = ⚠️ 문 앞에서 문제가 있어요
ask-problem = ⚠️ { $code } 배달에 어떤 문제가 있나요?
problem-over = 📦 { $code } 음식은 이제 가지고 계시지 않아 알리실 것이 없어요.
problem-left = 📦 { $code } 배달은 계속됩니다. 전해드리면 배달 완료를 눌러 주세요.
problem-reported = ✋ 알렸어요. 잠시만요: 가게가 { $code } 주문을 어떻게 할지 정합니다. 카드에 나와요.
ask-to-call = 📞 카드에 있는 번호로 먼저 전화해 주세요. { $code } 고객이 받으시나요?
button-have-called = 📞 전화했지만 소용없어요
ask-photo = 📷 { $code } 음식의 망가진 부분을 사진으로 보내주세요. 가게가 봅니다.
button-without-photo = 사진 없이
button-photo = 📷 사진 보기
photo-of = 📷 { $code }
photo-gone = { $code } 주문의 사진이 (더는) 없어요.
button-bring-again = 🔁 다시 배달하기
button-no-trip = ✖️ 더 배달하지 않기…
ask-settlement = ✖️ <b>{ $code }</b> 주문은 더 배달하지 않습니다. { $cash ->
    [yes] 현금으로 받기로 했지만 받지 못했으니, 받을 금액이 없어집니다.
   *[no] 고객이 결제한 금액: { $amount }. 이 돈을 어떻게 할까요?
}
button-settle = { $how ->
    [keep] 🧾 돌려주지 않기
    [all] ↩️ 모두 환불: { $amount }
   *[waive] ✖️ 끝내기: 받은 돈 없음
}
button-settle-part = ✂️ 일부 환불…
trip-settled = { $how ->
    [keep] 🧾 결제 금액은 돌려주지 않아요.
    [part] ✂️ 돌려주는 금액: { $amount }. 나머지는 받아요.
    [all] ↩️ 결제 금액을 모두 돌려줘요.
   *[waive] 💵 받은 돈도 받을 돈도 없어요.
}
decision-over = { $code } 주문은 (더는) 정하실 것이 없어요. 카드에 지금 상태가 나와요.
decision-left = { $code } 주문은 아직 정하셔야 해요. 카드를 보세요.
ask-back = ✂️ { $code } 주문의 { $total } 중 얼마를 돌려줄까요? 금액을 적어주세요 (/cancel 로 그만두기).
button-give-back = ↩️ { $amount }
button-end-trip = ✖️ 끝내고 { $amount } 환불
confirm-back = ✂️ { $code } 주문은 더 배달하지 않습니다. 돌려주는 금액: { $back }, 받는 금액: { $kept }. 맞나요?
error-back = 0보다 크고 { $total }보다 작은 금액을 적어주세요.
error-problem = { $problem ->
    [call-first] 먼저 고객에게 전화해 주세요.
   *[missing] 이 배달에는 없는 문제예요. 목록에서 골라주세요.
}
error-settlement = 이 주문의 돈은 그렇게 할 수 없어요. 카드에서 다시 골라주세요.

# HTTP로 말하는 프로그램에게 알리는 말.
problem-bad-request = 요청을 읽을 수 없습니다.
problem-unauthorized = 유효한 토큰을 보내 주세요: Authorization: Bearer …
problem-forbidden = 이 토큰으로는 할 수 없는 일입니다.
problem-not-found = 없거나, 이 토큰으로는 볼 수 없습니다.
problem-method-not-allowed = 여기에서는 할 수 없는 동작입니다.
problem-too-large = 본문이 너무 큽니다.
problem-invalid = 요청에 쓸 수 없는 값이 있습니다.
problem-key-reused = 이 Idempotency-Key는 다른 요청에 이미 쓰였습니다.
problem-too-many-requests = 이 토큰의 요청이 너무 많습니다. 잠시 기다려 주세요.
problem-total-changed = 이제 주문 금액이 다릅니다. 주문하지 않았습니다.
problem-payment-rests = 지금은 카드로 결제할 수 없습니다. 주문하지 않았습니다. 나중에 다시 시도해 주세요.
problem-delivery-away = 지금은 배달 정보에 연결할 수 없습니다. 다시 시도해 주세요.
problem-database-away = 데이터베이스에 연결할 수 없습니다. 다시 시도해 주세요.
problem-service-away = 이 경로의 서비스가 응답하지 않습니다. 나중에 다시 시도해 주세요.
problem-conflict = 이제 할 수 없거나 아직 할 수 없습니다.
problem-internal = 저희 쪽에서 문제가 생겼습니다.
