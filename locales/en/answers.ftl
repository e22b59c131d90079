# Answers to what people do, errors, time, mails: words the server picks.

site-tawar-tagline = Sell second-hand, bargain live
site-barterhub-tagline = Swap things, no money
site-belantara-tagline = Sell second-hand, bargain live
site-sampahkupilah-tagline = Sort, reuse, share

time-now = just now
time-minutes = { $n } min
time-hours = { $n } h
time-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
time-ago = { $span } ago
time-yesterday = yesterday
time-today = today
time-tomorrow = tomorrow
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

error-400 = This request cannot be read.
error-401 = Sign in first.
error-403 = You are not allowed to do this.
error-404 = What you look for is not here, or not any more.
error-405 = This address cannot be used that way.
error-408 = Your connection is too slow. Try again.
error-409 = Things have changed meanwhile. Reload this page.
error-413 = That is too large.
error-415 = This kind of content is not understood.
error-422 = Something needs mending.
error-429 = Too often. Try again in { $seconds } seconds.
error-500 = Something broke on our side. Nothing was changed; try again in a moment.
error-503 = We are busy right now. Nothing was changed; try again in a moment.
error-body = The upload broke off. Try again.
error-csrf = The form was open for too long and was not sent. Reload the page and try again.
error-json = The content is not complete JSON: see line { $line }, column { $column }.
error-not-an-object = The content must be a JSON object.
error-field-missing = The field “{ $field }” is required.
error-field-text = The field “{ $field }” must be text.
error-field-integer = The field “{ $field }” must be a whole number.
error-field-number = The field “{ $field }” must be a number.
error-field-amount = The field “{ $field }” must be an amount in rupiah, for example 350000.
error-field-boolean = The field “{ $field }” must be true or false.
error-field-list = The field “{ $field }” must be a list.
error-field-object = The field “{ $field }” must be a JSON object.
error-field-id = The field “{ $field }” must be an id, for example 0198c000-0000-7000-8000-000000000000.
error-field-choice = The field “{ $field }” must be one of: { $choices }.
error-field-invalid = The field “{ $field }” cannot be read.
error-multipart = The file did not arrive whole. Try again.
error-origin = This connection is for our own pages only.
error-upgrade = This address takes WebSocket connections only.
error-socket-binary = Only text frames are taken.
error-socket-command = This command is not understood.

signup-name-length = Give a name of at most { $max } characters.
signup-name-link = A name cannot contain a web or e-mail address.
signup-name-reserved = This name looks like an official one and cannot be used.
signup-need-contact = Give an e-mail address or a phone number.
signup-email-shape = This is no e-mail address.
signup-phone-shape = This is no phone number. Example: 0812 3456 7890.
signup-password-short = A password has at least { $min } characters.
signup-password-long = A password has at most { $max } characters.
signup-password-common = This password is too easy to guess.
signup-need-terms = Accept the terms and the privacy notice to sign up.
signup-taken = There is an account with this already. Sign in, or use another.
signup-welcome = Welcome, { $name }!
signin-failed = E-mail, phone number or password is wrong.
signin-suspended = This account is suspended. Write to us if you think that is a mistake.
signout-done = You are signed out.
reset-done = The password is changed. Please sign in.
reset-stale = This link was used already or has run out. Ask for a new one.
verify-sent = The link is on its way to your e-mail.
settings-saved = Saved.
settings-bio-length = At most { $max } characters.
session-revoked = That device is signed out.
region-unknown = Pick a place from the list.

mail-greeting = Hello { $name },
mail-greeting-plain = Hello,
mail-verify-subject = Confirm your e-mail for { $site }
mail-verify-body =
    { $greeting }

    open this link to confirm your e-mail for { $site }:
    { $link }

    The link holds for 2 days. If it was not you who signed up, ignore this mail.
mail-reset-subject = Change your password for { $site }
mail-reset-body =
    { $greeting }

    open this link to change your password for { $site }:
    { $link }

    The link holds for 1 hour and works once. If it was not you who asked, ignore this mail; your password stays as it is.

listing-title-length = A title has { $min } to { $max } characters.
listing-description-short = Describe the thing in at least { $min } characters.
listing-description-long = A description has at most { $max } characters.
listing-flaw-long = At most { $max } characters for what is wrong with it.
listing-need-condition = Pick a condition.
listing-need-category = Pick a category.
listing-need-sub-category = Pick a finer category.
listing-need-mode = Say how you want to let it go.
listing-mode-not-here = This site does not offer that way.
listing-free-alone = A free thing cannot be sold or bartered at the same time.
listing-kept-barter-only = Only things for barter alone can be kept. Take the other ways off first.
listing-need-price = Give an asking price.
listing-price-range = A price lies between Rp1 and Rp1.000.000.000.000.
listing-price-without-sale = Only things for sale have a price.
listing-min-above-price = The lowest price cannot be above the asking price.
listing-original-below-price = The original price must be above the asking price.
listing-need-source = Say where the original price comes from, e.g. shop and year.
listing-need-delivery = Pick how it changes hands.
listing-cod-only = Here things change hands by meeting only.
listing-need-region = Pick where the thing is.
listing-need-photo = Add at least one photo.
listing-too-many-photos = { $max } photos at most.
listing-photo-unknown = One of the photos was not found. Upload it again.
listing-tags = At most { $n } keywords of { $max } characters.
listing-too-long = At most { $max } characters.
message-id-taken = This message id was used for another message.
listing-changed = This listing was changed in another tab or on another device. Look through the form; save again if this is what you want.
listing-posted-before = You posted a listing with this id and other contents before.
listing-id-taken = This listing number is taken. Reload the page.
listing-held = A deal holds this thing, so it cannot be changed or removed yet.
listing-not-yours = Only its owner may do that.
listing-removed = A moderator took this listing down.
listing-posted = Your thing is on offer.
listing-kept = Kept for barter. Only you see it.
listing-saved = Changes saved.
listing-gone = The thing is off the list.
worth-adjust-range = Adjust by { $max }% at most, up or down.
worth-reason-length = Give the reason, { $min } to { $max } characters.
worth-not-barter = Only things that may be bartered have a worth.
worth-saved = The adjusted worth is saved.
photo-missing = No photo was sent.
photo-not-a-photo = This file is no JPEG, PNG or WebP photo.
photo-heif = HEIC and AVIF photos do not work yet. Send a JPEG (iPhone: Settings → Camera → Formats → Most Compatible).
photo-damaged = This photo is damaged. Try another one.
photo-too-many-pixels = This photo has too many pixels. At most 120 megapixels (WebP 40).
photo-too-small = This photo is too small. At least 50 × 50 pixels.
photo-too-large = A photo has at most { $megabytes } MB.

search-point = That is no point on the earth.
search-radius = A radius lies between 1 and 2,000 km.
search-sort = This order is not known.
search-status = Only things on offer can be searched.
search-page = Pages count from 1.
search-word = One of the choices is not known.
search-from = From { $price }
search-to = Up to { $price }
search-near-me = Near me
search-your-place = your place

message-empty = Write something first.
message-photo-unknown = That photo was not found. Please upload it again.
message-quote-unknown = The message you reply to was not found.
message-not-yours = You can only delete your own messages.
message-evidence = While a deal is under way the chat is evidence and cannot be deleted.
message-too-long = A message has at most { $max } characters.
page-unknown = This page is not known. Start from the first one.
room-which-buyer = Say which person.
offer-own-thing = This is your own thing.
offer-action = This move is not known.
offer-amount-range = An offer lies between Rp1 and Rp1.000.000.000.000.
offer-free-thing = This thing is free: just ask for it, without a price.
offer-barter-only = This thing is for barter only.
offer-note-long = A note has at most { $max } characters.
offer-not-your-turn = It is the other one's turn. Wait for the answer, or withdraw your offer first.
repeat-key-form = An Idempotency-Key has 1 to 255 ASCII characters.
repeat-other = This Idempotency-Key was used for another request.
repeat-running = The same request is still being carried out. Try again in a moment.
offer-same = The waiting offer is { $amount } already. Just accept it.
offer-method = This way of handing over does not fit the item or the offer.
offer-worse = The waiting offer, { $amount }, is better for you. Just accept it, or tick that yours is sent all the same.
offer-stale = The offer has changed. Look at the newest one first.
offer-taken = Somebody else has reserved it.
offer-listing-gone = This thing is not on offer any more.
offer-none = There is no offer on the table.
offer-ran-out = This offer has run out.
offer-agreed-already = You two have agreed already.
offer-id-taken = This offer number is taken. Reload the page.
offer-buy-now-note = I take it at this price.
deal-too-late = This deal cannot be called off any more.
deal-bound = Your offer binds while the seller may still say no. Once that time is over, the deal can be called off.
deal-not-due = Its deadline has not come yet.
deal-called-off = The deal is called off. The thing is on offer again.

said-countered = The offer was countered.
said-agreed = Agreed at { $amount }. Code { $code }. The thing is kept for the buyer.
said-agreed-free = Agreed, for free. Code { $code }. The thing is kept for whoever gets it.
said-declined = { $name } declined the offer.
said-declined-free = { $name } declined the request.
said-withdrawn = { $name } withdrew the offer.
said-withdrawn-free = { $name } cancelled the request.
said-expired = The offer ran out after 24 hours without an answer.
said-expired-free = The request expired after 24 hours without an answer.
said-taken = Somebody else has reserved this thing.
said-gone = This thing is not on offer any more.
said-reopened = This thing is on offer again.
said-free-again = This thing is on offer again.
said-deal-off = The deal { $code } is called off. The thing is on offer again.
chat-badge-taken = Reserved by another
chat-badge-gone = No longer listed
chat-last-deleted = Message deleted
chat-last-photo = Photo
chat-last-offer = Offer { $amount }
chat-last-request = Asks for this item

error-title-400 = Something is not right
error-title-403 = Not for you
error-title-csrf = This page has expired
error-title-404 = Not found
error-title-429 = Slow down
error-title-500 = Something broke on our side

device-on = { $browser } on { $system }
device-unknown = Another device
deal-not-yet = This step is not available here yet.
deal-status-unknown = This status is not known.
search-facets = Narrow the results
said-deal-off-gone = The deal { $code } is called off. The thing has meanwhile run out of its time on offer.
offer-not-for-barter = This thing does not go for other goods.
offer-no-cash = Barter here goes without money.
offer-item-gone = One of the goods in this package cannot be had any more.
offer-item-unknown = One of those goods cannot be in this package.
offer-item-not-so = One of those goods does not go this way.
offer-items-many = A package holds 20 goods at most.
offer-items-twice = Name every good once.
offer-promised-away = This thing is promised to somebody else. Take the promise back first.
offer-out-of-tries = You have made as many offers as the seller takes in a day. Wait for the seller, or take the asking price.
offer-fixed-price = Fixed price: the seller takes nothing below it.
offer-changed = Something in this offer was described anew after it was made. Its maker has to offer again first.
offer-suspended = The account of one of you is suspended, so nothing can be agreed for now.
said-changed = Something in this offer was just described anew. Have another look, then offer again or take it back.
offer-bound = The assistant took this offer to the seller. It binds until it runs out, so it cannot be taken back or lowered.
offer-asked-already = You asked for more already. Wait for the answer.
offer-reason-long = At most { $max } characters.
deal-reason-long = A reason has at most { $max } characters.
barter-turn = Your package is on the table. Wait for the answer, or take it back first.
said-agreed-barter = Agreed to barter. Code { $code }. Everything in the package is kept for you two.
said-agreed-barter-cash = Agreed to barter, with { $amount } on top. Code { $code }. Everything in the package is kept for you two.
said-asked-more = { $name } asks for more.
said-asked-more-words = { $name } asks for more: “{ $text }”
said-declined-words = { $name } declined: “{ $text }”
said-declined-free-words = { $name } declined the request: “{ $text }”
said-too-low = Sorry, that is too low for this thing. Feel free to come again with an offer nearer to the price.
said-item-gone = One of the goods in the package cannot be had any more. The offer is void, please put together a new one.
offer-gift-quota = The quota for gifts is full: 3 things in 30 days at most.
promise-elsewhere = You promised this thing to somebody else. Take that promise back first.
promise-seller-only = Only the owner can promise the thing.
promise-made = The thing is promised to this person for 24 hours.
promise-ended = The promise is taken back.
waiting-not-held = No deal holds this thing.
waiting-joined = You are in the line, number { $n }. We tell you when it is free again.
waiting-left = You left the line.
pick-not-free = The fair pick is for free things only.
pick-nobody = There is nobody to pick yet.
said-promised = This thing is promised to { $name } for 24 hours. Agree on everything before that.
said-promised-away = This thing is promised to somebody else for now. Your offer stays on the table.
said-promise-over = This thing is promised to nobody any more.
said-your-turn = What you waited for is free again. You are number { $n } in the line.
said-picked = Picked fairly among { $n } who asked: who got the fewest gifts, then by lot.
said-soon = This offer runs out in less than 2 hours.

amount-invalid = Write the amount in figures, for example 350.000.
amount-ambiguous = The amount can be read in two ways. Write it out, for example 1.250.000, 2jt or 2 miliar.
buy-price-changed = The price has just been changed: it is { $price } now. Look again before you buy.
buy-not-for-sale = This item is not for sale.
