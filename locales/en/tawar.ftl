## @tawar, the seller's assistant
assistant-name = Seller's assistant (automatic)
assistant-said = { $text }
assistant-accept-1 = Done! { $amount } it is. The seller can still undo this for a moment; you will hear of it here.
assistant-accept-2 = Deal at { $amount }. Thank you! The seller is told now and has a short while to undo it.
assistant-accept-3 = Agreed at { $amount }. It is kept for you while we wait for the seller.
assistant-counter-1 = Thanks for the offer. How about { $amount }?
assistant-counter-2 = That is a bit low, I'm afraid. I can do { $amount }.
assistant-counter-3 = A little room is fine: { $amount }, and it is yours.
assistant-counter-4 = For you: { $amount }. If it suits you, just accept.
assistant-counter-5 = Your offer is noted. From here I can do { $amount }.
assistant-low-1 = Thank you for your offer, but it is too low for this one.
assistant-low-2 = Sorry, that is too low. Could you go up a little?
assistant-low-3 = Not possible, the price is too low. Feel free to try another offer.
assistant-hand-1 = One moment, I am passing this offer on to the seller.
assistant-hand-2 = An interesting offer. The seller will answer in person.
assistant-hand-3 = I will ask the seller about this one. Please wait for the answer.
said-declined-assistant = The seller's assistant (automatic) declined the offer.
said-confirmed = The deal { $code } holds. The seller did not undo it.
chat-offer-counter-assistant = Counter-offer of the assistant

assistant-title = Bargaining assistant
assistant-lead = @tawar answers offers for you, within the limits you set. Buyers see that an automatic assistant answers.
assistant-on = On
assistant-off = Off
assistant-until = Until { $moment }
assistant-mode = When it answers
assistant-mode-off = Off
assistant-mode-away = When I am away for over 1 hour
assistant-mode-always = Always
assistant-style = How it bargains
assistant-style-tegas = Firm: hardly gives way
assistant-style-luwes = Easy: gives way bit by bit
assistant-style-cepat = Quick: gives way more, to sell soon
assistant-auto-accept = May accept from my lowest price up
assistant-auto-accept-hint = Your lowest price is { $amount }. Buyers never see it.
assistant-no-minimum = You have no lowest price yet, so @tawar accepts nothing below the price without you.
assistant-floor = Decline at once below (% of the price)
assistant-tries = How often @tawar answers one buyer a day (0–3)
assistant-minutes = Your time to undo its deal (minutes, 0–60)
assistant-days = Stays on for how many days
assistant-days-hint = May be left empty: until you switch it off.
assistant-more = More settings
assistant-save = Save
assistant-switch-off = Switch off now
assistant-switched-on = Saved. @tawar answers as you allowed.
assistant-switched-off = @tawar is off. You answer offers yourself again.
assistant-try = Try it
assistant-try-hint = This is the answer to a buyer's first offer, by the choices above. Nothing is sent or saved.
assistant-try-amount = A buyer's offer
assistant-try-send = See the answer
assistant-would-accept = Accepted at { $amount }
assistant-would-counter = Answered with { $amount }
assistant-would-decline = Declined: too low
assistant-would-hand = Passed on to you
assistant-receipts = Decisions of @tawar
assistant-receipts-none = Nothing yet. Every decision of @tawar is noted here.
assistant-link = Assistant
assistant-why-asking = at the asking price or more
assistant-why-allowed = reaches your lowest price, as you allowed
assistant-why-curve = as the style says
assistant-why-too_low = below the floor
assistant-why-tries = offers of the day used up
assistant-why-promised = promised to somebody else, you decide
assistant-why-near = near enough, you decide
assistant-not-for-sale = This is not sold for money, so there is nothing for the assistant to bargain about.
assistant-here = The seller is about right now and has your offer. Their answer comes in the chat.
assistant-is-off = The seller's assistant is off for this one. Just send an ordinary offer.
assistant-needs-minimum = Write a lowest price first; then the assistant may accept below the price.
assistant-floor-range = Between 0 and 100 percent.
assistant-tries-range = Between 0 and 3.
assistant-minutes-range = Between 0 and 60 minutes.
assistant-days-range = Between 1 and 365 days.

## The bargaining table
stall-title = Bargains
    .moneyless = Swaps
stall-tab = Table
stall-price = Price
stall-selling = your item
stall-buying = you want it
stall-waiting = wait for your answer
stall-you-to = Your offer to { $name }
stall-request-to = Your request to { $name }
stall-give = Give it
stall-their-turn = Waiting for { $name }
stall-all = Answer { $n } offers at once
stall-all-price = One price for all
stall-all-counter = Counter all
stall-all-decline = Decline all
stall-answered = { $n } offers were answered.
stall-left = { $n } offers were not answered: they hold goods, changed meanwhile, or are as high as that price. Look at them one by one.
stall-empty-title = Nothing on the table
stall-empty-text = Offers under way, yours and your buyers', gather here.
    .moneyless = Proposals under way, yours and those for your things, gather here.
assistant-command-elsewhere = Here @tawar works for the item above only. Open the chat about the other item first.

## A price that comes down by itself
drop-title = Lower the price automatically
drop-lead = The price comes down little by little to the end you set. Buyers see the price of the day only.
drop-step = By how much each time
drop-days = Every how many days (1–30)
drop-lowest = Stop at
drop-save = Save the plan
drop-stop = Stop
drop-planned = Saved. The price comes down as planned.
drop-stopped = The price stays as it is now.
drop-no-price = This has no price that could come down.
drop-step-range = The step must be more than nothing and less than the price.
drop-days-range = Between 1 and 30 days.
drop-lowest-range = It must stop below the price of now.
drop-lowest-minimum = It may not stop below your lowest price.
wishes-title = Rules for offers
wishes-lead = They hold for everybody who makes an offer, also while @tawar is off.
wishes-tries = How often a buyer may make an offer a day (0–10)
wishes-tries-hint = Leave it empty for no limit. 0 is a fixed price.
wishes-tries-range = Between 0 and 10.
wishes-bundle = Percent off for who buys several of your things at once
wishes-bundle-hint = It holds for all your things. 0 is nothing off.
wishes-bundle-range = Between 0 and 50.
wishes-save = Save the rules
wishes-saved = The rules for offers are saved.
assistant-package-even = I weighed the goods in this package: both sides count the same. The seller decides about goods; I have called them.
assistant-package-short = I weighed the goods in this package: your side counts { $n } points less. The seller decides about goods; I have called them.
assistant-package-over = I weighed the goods in this package: your side counts { $n } points more. The seller decides about goods; I have called them.
assistant-why-package = goods lie in it, you decide
likers-title = Offer to those who like it
likers-lead = { $n ->
    [one] One person likes
   *[other] { $n } people like
  } this thing. Offer one lower price to all of them at once, once a day.
likers-price = The price for them
likers-send = Send the offer
likers-done = The offer went to { $n ->
    [one] one person
   *[other] { $n } people
  }.
likers-none = Nobody likes this thing yet.
likers-below-price = Name a price below the asking price.
likers-not-for-sale = This thing is not for sale now.
likers-once-a-day = Once a day is enough. Try again tomorrow.
mail-tawar-agreed-subject = @tawar agreed on { $amount } for { $thing }
mail-tawar-agreed-body =
    Hello { $name },

    @tawar accepted an offer of { $amount } for { $thing }, as you allowed.
    If you would rather not, undo it within { $minutes } minutes. After that the deal holds.

    { $link }

    { $site } sends this because you are not on the site right now.
mail-tawar-hand-subject = An offer for { $thing } waits for you
mail-tawar-hand-body =
    Hello { $name },

    @tawar passed an offer for { $thing } on to you. Answer within 24 hours, after that it expires by itself.

    { $link }

    { $site } sends this because you are not on the site right now.
mail-tawar-agreed-now-body =
    Hello { $name },

    @tawar accepted an offer of { $amount } for { $thing }, as you allowed. The deal holds from now on.
    Arrange the meeting in the chat.

    { $link }

    { $site } sends this because you are not on the site right now.
