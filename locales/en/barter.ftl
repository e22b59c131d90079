# Barter: two heaps of goods weighed by their worth. Also several things at once for money.

## The page where it is put together
barter-title = Put together a swap with { $name }
barter-title-short = Put together a swap
barter-title-sale = Buy several things from { $name }
barter-title-sale-short = Buy several at once
barter-title-package = Put together a package for { $name }
barter-title-package-short = Put together a package
barter-with = with { $name }
barter-lead = Add or take out items until the scale is level. Worth is not money.
barter-lead-sale = Pick what you would like, then offer one price for all of it.
barter-lead-package = Pick what you let go, then name one price for all of it.
barter-mine = Your items
barter-theirs = { $name }’s items
barter-points = { $n } worth
barter-scale = Scale: your items { $mine } worth, { $name }’s items { $theirs } worth
barter-you = You
barter-level = Level
barter-short = You receive { $n } worth more
barter-over = You give { $n } worth more
barter-nothing = The scale is still empty
barter-tolerance = Level when { $n } or less apart
barter-gap = apart
barter-price-agrees = The asking prices agree with the scale: your goods { $mine }, those of { $name } { $theirs }.
barter-price-level = The asking prices are about the same: your goods { $mine }, those of { $name } { $theirs }. The worth differs because the scale does not look at prices, but at the kind of item, its condition, how useful, lasting, rare and portable it is, and the season.
barter-price-mine = By their asking prices your goods cost more: { $mine }, those of { $name } { $theirs }. The worth may differ because the scale does not look at prices, but at the kind of item, its condition, how useful, lasting, rare and portable it is, and the season.
barter-price-theirs = By their asking prices the goods of { $name } cost more: { $theirs }, yours { $mine }. The worth may differ because the scale does not look at prices, but at the kind of item, its condition, how useful, lasting, rare and portable it is, and the season.
barter-weigh = Weigh again
barter-fixed = The main item, it cannot be taken out
barter-kept = Barter only
barter-gone = Not to be had any more, take it out first
barter-more = Story and flaws
barter-flaw = Flaw:
barter-see = See the item
barter-heap-empty = Nothing here yet. Pick from your cupboard.
barter-heap-empty-theirs = Nothing picked yet.
barter-cupboard-mine = Add from your cupboard
barter-cupboard-theirs = Ask from { $name }’s cupboard
barter-cupboard-package = Your other items
barter-cupboard-sale = More from { $name }
barter-then = If added:
barter-fits = Just right
barter-fits-by = Just right, { $n }
barter-still = Still { $n }
barter-new = New item
barter-empty-title = Your cupboard is still empty
barter-empty-text = List something you would like to swap, then come back here to weigh it.
barter-empty-action = Post an item
barter-add-level = Add { $titles }: level
barter-add-after = Add { $titles }: makes { $n }
barter-ask-level = Ask for { $titles }: level
barter-ask-after = Ask for { $titles }: makes { $n }
barter-topup = Money on top
barter-topup-mine = If needed, add money from you. Paid when you meet.
barter-topup-theirs = If needed, ask { $name } to add money. Paid when you meet.
barter-topup-from-mine = Money from you
barter-topup-from-theirs = Money from { $name }
barter-price-sale = Your offer for all of it
barter-price-package = Your price for all of it
barter-asking = Asking for all of it
barter-asking-short = asking for all
barter-chosen = { $n ->
    [one] { $n } item
   *[other] { $n } items
}
barter-bundle = Package { $percent }%: { $price }
barter-note = Message
barter-note-example = Could we meet on Saturday?
barter-send = Send the swap offer
barter-send-counter = Send your answer
barter-pick-mine = First pick what you would give.
barter-pick-theirs = First pick what you ask of { $name }.
barter-send-sale = Send offer
barter-wait = { $name } has 24 hours to answer. You may send it even when it is not level.
barter-wait-sale = { $name } has 24 hours to answer.

## In the chat
barter-word = Barter
barter-word-sum = Barter + { $amount }
barter-offer-mine = Your swap offer
barter-offer-theirs = { $name }’s swap offer
barter-offer-counter-mine = Your swap counter-offer
barter-offer-counter-theirs = { $name }’s swap counter-offer
barter-offer-package-mine = Your package offer
barter-offer-package-theirs = { $name }’s package offer
barter-from-mine = + { $amount } from you
barter-from-theirs = + { $amount } from { $name }
barter-accept = Agree to swap
barter-accept-hint = Agreeing is a deal, without payment protection. Check each other's things first.
    .moneyless = Agreeing is a deal. Meet in person and check the things first.
barter-counter = Counter
barter-compose = Put together a swap
barter-counts = { $mine ->
    [one] { $mine } item
   *[other] { $mine } items
} ↔ { $theirs ->
    [one] { $theirs } item
   *[other] { $theirs } items
}
barter-package = { $n ->
    [one] Package of { $n } item
   *[other] Package of { $n } items
}
barter-agreed = Swap agreed
barter-agreed-sum = Swap agreed + { $amount }
barter-goods = What the offer holds

## Offers in the chat: asking for more, a no with a reason
chat-offer-ask-more = Ask for more
chat-offer-ask-more-word = What is missing?
chat-offer-ask-more-goods = Could you add one small thing?
chat-offer-ask-more-price = Could you do a little better?
chat-offer-ask-more-send = Send request
chat-offer-asked-theirs = { $name } asks for more. Better your offer?
chat-offer-asked-mine = You asked for more, waiting for { $name }.
chat-offer-changed-mine = It was described anew after you offered. Have another look, then offer again or take it back.
chat-offer-changed-theirs = It was described anew, waiting for { $name } to offer again.
chat-offer-bound-mine = The assistant passed it on to { $name }: this offer binds you until it runs out.
chat-offer-bound-theirs = Passed on by the assistant: { $name } cannot take this offer back until it runs out.
chat-offer-better = Better the offer
chat-offer-decline-why = Decline with a reason
chat-offer-why-price = The price does not suit me yet
chat-offer-why-taken = Somebody else was first
chat-offer-why-goods = Not quite the item I need
chat-offer-why-own = In your own words
chat-offer-why-example = Sorry, I am after a newer one.
chat-offer-decline-send = Decline with this message
chat-offer-reason = Reason:

## On a listing
barter-invite = Offer a swap
barter-several = Buy several at once
barter-nothing-sent = Put something of yours on the scale first.
barter-send-better = Send the better offer
