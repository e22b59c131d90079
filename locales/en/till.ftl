# The practice till, in place of a payment provider while the site is tried.

till-title = Practice payment
till-practice-title = Practice money, not real money.
till-practice-text = No money moves on this page.
till-total = Total
till-until = Pay by { $moment }
till-qr = QR code of this page
till-qr-hint = Scan it with another phone to open this page there.
till-pay = Pay now
till-back = Back to the order

## Other outcomes
till-others = Try another outcome
till-others-hint = See what happens when a payment does not go smoothly.
till-do-late = Pay, the money arrives late
till-do-duplicate = Pay, the notice is sent twice
till-do-silent = Pay, the notice is never sent
till-do-wrong-amount = Pay one rupiah too little
till-do-failed = Let the payment fail
till-do-expired = Let the time run out

## Results
till-paid-title = The practice payment went through.
till-paid-text = Your order is updated in a moment.
till-pending-title = The practice payment is being processed.
till-pending-text = The money arrives in a few seconds.
till-failed-title = The practice payment failed.
till-failed-text = Open your order again to try with a new payment.
till-over-title = The time to pay is over.
till-over-text = This payment cannot go on.
till-refunded-title = The practice money was given back.
till-refunded-text = The refund is recorded.
till-done = This payment has already ended.
till-outcome-unknown = Choose one of the outcomes.
