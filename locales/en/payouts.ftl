# Paying the balance out to a bank account or an e-wallet.

payout-title = Pay out
payout-off = Payouts are not available on this site yet. Your balance stays recorded.
payout-open = A payout is being processed. You can ask for the next one when it is done.
payout-no-account = Add an account first to have your balance paid out.
payout-resting = The account was changed, so payouts rest for 72 hours for your safety.
payout-rests = The account was changed. For your safety payouts rest until
payout-too-little = The least that is paid out is { $least }.
payout-too-much = Your balance is { $most }.
payout-amount = Amount from the balance
payout-amount-hint = At least { $least }. A fee of { $fee } is taken from this amount.
payout-ask = Pay out
payout-asked = Your payout is recorded and is sent in a moment.
payout-arrives = received { $amount }
payout-list = Payouts
payout-banks = Banks
payout-wallets = E-wallets
payout-practice = Practice money: no money is really sent.

## The account
payout-account-add = Add an account
payout-account-change = Change the account
payout-account-change-hint = After a change payouts rest for 72 hours for your safety.
payout-account-check = Check the holder's name
payout-account-saved = The account is stored.
payout-account-over = This confirmation is not valid any more. Enter the account once more.
payout-bank = Bank or e-wallet
payout-bank-choose = Choose
payout-bank-unknown = Choose a bank or e-wallet of the list.
payout-number = Account number
payout-number-hint = For an e-wallet, its phone number.
payout-number-shape = An account number has 8 to 18 digits.
payout-number-unknown = The bank does not know this account. Check the number.
payout-phone-shape = Enter the phone number of the e-wallet, such as 0812 3456 7890.
payout-password = The password of your account here
payout-holder = In the name of
payout-confirm-title = Check the holder's name
payout-confirm-hint = Make sure that the name is right. Money sent to a wrong account is hard to get back.
payout-confirm-rests = Because the account changes, payouts rest for { $hours } hours for your safety, until
payout-confirm-save = Right, store it
payout-confirm-back = No, change it

## States
payout-status-requested = Waiting to be sent
payout-status-sent = Sent
payout-status-paid = Arrived
payout-status-returned = Back in the balance
payout-why-account = The account was not found, or has another name.
payout-why-declined = The account does not accept this transfer.
payout-why-bank = The bank is out of order.
payout-why-other = The transfer did not succeed.

## The statement
balance-kind-payout = Payout
balance-kind-payout-return = Payout returned
balance-kind-promotion = Promotion
balance-kind-promotion-refund = Promotion refunded

## Mails
mail-payout-account-subject = The payout account of your account at { $site } was changed
mail-payout-account-body =
    Hello,
    
    Your balance at { $site } is now paid out to { $bank } { $number }.
    
    If this was not you, change your password at once and look at { $link }.

mail-payout-paid-subject = Your payout from { $site } has arrived
mail-payout-paid-body =
    Hello,
    
    { $amount } has arrived in your { $bank } account. Payout number: { $reference }.
    
    Details: { $link } ({ $site })

mail-payout-returned-subject = Your payout from { $site } is back in your balance
mail-payout-returned-body =
    Hello,
    
    The payout { $reference } to { $bank } did not succeed. { $amount }, the fee included, is back in your balance at { $site }.
    
    Check the account and try again: { $link }
