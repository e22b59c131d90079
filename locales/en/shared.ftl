# The frame of every page, and what many pages say.

nav-skip = Skip to content
nav-logo = { $name }, home
nav-main = Main menu
nav-home = Home
nav-search = Search
nav-sell = Post
nav-sell-long = Post an item
nav-chat = Chat
nav-unread = unread
nav-profile = Profile
nav-profile-mine = My profile, { $name }
nav-signin = Sign in
nav-categories = Categories
nav-near = Near me
nav-place-change = Your area is { $place }, change it
nav-back = Back

bar-actions = Actions
close = Close
retry = Try again
all = All
see-all = See all
optional = (optional)
may-be-empty = Optional
trail = Breadcrumb
share = Share
share-copied = Link copied

js-failed = Something failed on our side. Please try again in a moment.
js-offline = There is no internet connection. Nothing was sent.

foot-rules = House rules
foot-prohibited = Prohibited goods
foot-terms = Terms of use
foot-privacy = Privacy notice
foot-categories = All categories
foot-api = API for developers
foot-language = Bahasa Indonesia
foot-theme = Light or dark
foot-complaints = Complaints and questions:
foot-authority = Consumer complaints office:
foot-pktn = Ditjen PKTN, Ministry of Trade
foot-demo = The goods and people on this site are examples.

mode-jual = For sale
mode-barter = Barter
mode-gratis = Free
door-jual = Bargain
door-jual-hint = Haggle until it fits
door-barter = Barter
door-barter-hint = Swap for something else
door-gratis = Free
door-gratis-hint = Just pick it up

condition-baru-segel = New, sealed
condition-baru-segel-hint = Never opened
condition-seperti-baru = Like new
condition-seperti-baru-hint = Used 1–3 times, no marks
condition-bagus = Good
condition-bagus-hint = Normal wear, everything works
condition-layak-pakai = Fair
condition-layak-pakai-hint = Clear wear, still works
condition-butuh-perbaikan = Needs repair
condition-butuh-perbaikan-hint = Something is broken, say what in the story

delivery-cod = COD (meet up)
    .moneyless = Meet up
delivery-cod-hint = Meet and pay on the spot, no payment protection
    .moneyless = Meet, check the things, then swap
delivery-kirim = Shipping
delivery-kirim-hint = Agree on the cost in chat, no payment protection
    .moneyless = Agree on the shipping in chat
delivery-gosend = Instant courier
delivery-gosend-hint = Within the city, same day

cod-title = COD (meet up), no payment protection.
    .moneyless = Meeting in person.
cod-title-free = Meeting in person, nothing to pay.
cod-text = Meet in a busy place, check the item, then pay. Do not transfer money before you have seen it.
    .moneyless = Meet in a busy place and check the item before you swap.
cod-text-free = Meet in a busy place. The item is free: if someone asks for a fee or a deposit, do not give it.
cod-more = House rules

price-was = original price

card-sold = Sold
    .moneyless = Swapped
card-reserved = Reserved
card-kept = Kept for barter
card-gone = Not listed
card-likes = likes
card-chats = chats
card-wanted = Wants: { $wanted }
like-title = Like { $title }
like-saved = Saved to your likes
liked-title = Liked
liked-empty = Nothing liked yet
liked-empty-text = Tap the heart of an item you fancy; it is kept here.
liked-see = See
like-removed = Removed from your likes
like-signin = Sign in to keep the things you like.

photo-n = Photo { $n } of { $of }
photo-prev = Previous photo
photo-next = Next photo
photo-large-view = The photo, large
photo-larger = Enlarge
photo-smaller = Make smaller

near-locating = Finding your location…
near-denied = Location access was denied. You can pick an area in the filters.
near-failed = We could not find your location. Pick an area in the filters instead.

pages-label = Result pages
pages-page = Page
pages-prev = Previous page
pages-next = Next page

suggest-some = { $n ->
    [one] { $n } suggestion
   *[other] { $n } suggestions
}

offer-title = Make an offer
offer-asking-of = { $name } asks
offer-amount = Your offer
offer-hint = You can type 350rb or 1,5jt
offer-quick = Quick amounts
offer-note = Message
offer-note-example = Could we meet on Saturday?
offer-valid = Valid for 24 hours. It expires by itself if there is no answer.
offer-below = { $percent }% below the price
offer-above = { $percent }% above the price
offer-equal = the asking price
unit-thousand = rb (times a thousand)
unit-million = jt (times a million)
offer-unclear = We cannot read that amount. For example: 350.000 or 350rb
offer-assistant = While the seller is away, their assistant (@tawar, automatic) may answer. An offer that it passes on or accepts cannot be taken back.
offer-answers = { $name } offers { $amount }. If that suits you, just accept the offer.
offer-confirm-lower = Send it, though it is lower than that
offer-confirm-higher = Send it, though it is higher than that
offer-send = Send offer { $amount }
offer-method-label = Hand-over
offer-send-empty = Send offer

region-title = Area
region-placeholder = For example Kemang, Coblong or Jaksel
region-hint = Type its name, or start from the province.
region-loading = Searching…
region-none = Nothing found. Try the name of the village, district or city.
region-some = { $n ->
    [one] { $n } area
   *[other] { $n } areas
}
region-back = Back
region-whole = All of { $name }
region-provinces = Pick a province
region-chosen = Chosen: { $name }

person-verified = Verified contact
person-online = Online
person-seen = Online { $ago }
person-reviews = { $n ->
    [one] { $n } review
   *[other] { $n } reviews
}
person-no-reviews = no reviews yet
person-sold = sold
    .moneyless = swapped
person-joined = joined
person-listings = on sale
    .moneyless = available

error-code = Code for support:
error-look = Look for something else
error-reload = Reload the page
error-home = To the home page

# The API reference at /api/docs; the operations themselves are described in English.
api-title = API
api-lead = Every address of the JSON API, what it takes and what it answers. The same addresses also answer under /api/marketplace. Money is whole rupiah, times are in UTC.
api-document = The OpenAPI document (JSON)
api-resources = Kinds of resources
api-schemas = Schemas
api-parameters = Parameters
api-body = Request body
api-answers = Responses
api-required = required
api-who-anyone = Anyone may call it.
api-who-member = Signed in: session cookie or Bearer token.
api-who-moderator = Moderators and the owner.
