# Home, search, categories, listings, profiles.

home-description = Sell, bargain for, swap or give away second-hand goods directly with their owners on { $name }.
    .moneyless = Swap second-hand goods directly with their owners on { $name }.
home-lead = Bargain with the owner
home-lead-more = , agree on a price, meet up
home-lead-barter = Swap things with their owners, no money involved
home-lead-free = Things nobody uses find a new home
home-post = Post an item
home-say-1 = 700 okay?
home-say-2 = Make it 775
home-say-still = Still available?
home-say-deal = Deal
home-ways = Ways to get things
home-categories = Categories
home-near = New near you
home-newest = Just posted
home-free = Free, just pick it up
home-empty-title = Nothing here yet
home-empty-text = Be the first. Taking photos and posting takes only a few minutes.

search-placeholder = Bicycle, camera, clothes
search-label = Search for things
search-results = Results
search-title = Search
search-title-q = Search “{ $q }”
search-count = { $n ->
    [0] Nothing here yet
    [one] { $count } item
   *[other] { $count } items
}
search-count-q = { $n ->
    [0] No “{ $q }” yet
    [one] { $count } item for “{ $q }”
   *[other] { $count } items for “{ $q }”
}
search-count-cat = { $n ->
    [0] Nothing in { $name } yet
    [one] { $count } item in { $name }
   *[other] { $count } items in { $name }
}
search-within = within { $km } km
search-in = in { $place }
search-degraded = Search is running on its backup, so results may fit less well. Nothing is missing.
search-empty = Nothing here yet
search-empty-q = No “{ $q }” yet
search-empty-filters = Try a wider distance or drop some filters.
search-empty-text = Try other words, or browse by category.
search-empty-clear = Clear all filters
search-empty-categories = Browse categories

filter-title = Filter
filter-active = Filters in use
filter-remove = Remove filter { $label }
filter-mode = How to get it
filter-category = Category
filter-category-any = All categories
filter-place = Location
filter-place-hint = City or district of the item.
filter-distance = Distance from { $place }
filter-distance-any = Any distance
filter-distance-hint = Measured from the middle of the neighbourhood, not from an address.
filter-price = Price
filter-price-min = Price from
filter-price-max = Price up to
filter-condition = Condition
filter-delivery = Hand-over
filter-apply = Apply filters
filter-clear = Clear
filter-show = { $n ->
    [0] No items
    [one] Show { $count } item
   *[other] Show { $count } items
}

sort-label = Sort
sort-apply = Sort
sort-relevance = Best match
sort-newest = Newest
sort-price-low = Cheapest
sort-price-high = Most expensive
sort-nearest = Nearest

categories-title = All categories
categories-description = All categories of second-hand goods on { $name }.
category-title = Second-hand { $name }
category-description = Second-hand { $name } directly from the owners on { $site }. Open to offers.
    .moneyless = Second-hand { $name } to swap directly with the owners on { $site }.

listing-can-jual = Open to offers
listing-can-barter = Open to barter
listing-can-gratis = Free
listing-requests = { $n ->
    [one] { $n } person asks for it
   *[other] { $n } people ask for it
}
listing-bidders = { $n ->
    [one] { $n } person is bargaining
   *[other] { $n } people are bargaining
}
listing-likes = { $n ->
    [one] { $n } like
   *[other] { $n } likes
}
listing-story = The story
listing-flaw = Flaws:
listing-contact-mine = There seems to be a number or an address in your text. It may stay, but it is safer without: buyers can write to you in the chat here.
listing-contact = The seller names a contact outside of this site. The chat here is safer: what you agree on is recorded, and we can help. Do not pay before you have a deal.
listing-photos = { $n ->
    [one] { $n } photo
   *[other] { $n } photos, swipe
}
listing-photo-alt = { $title }, photo { $n }
listing-similar = Similar
listing-chat = Chat
listing-chat-open = Open chat
listing-offer = Make offer
listing-buy = Buy now
listing-ask-free = Ask for this
listing-edit = Edit
listing-chats = Chats
listing-delete = Delete item
listing-source = Original price according to the seller: { $source }

fact-condition = Condition
fact-category = Category
fact-brand = Brand
fact-size = Size
fact-color = Colour
fact-wanted = Would swap for
fact-shipping = Shipping
fact-shipping-included = included
fact-shipping-fee = { $amount }
sell-shipping = Shipping
sell-shipping-hint = What the buyer pays for the shipping, on top of the price. Leave it empty when it is included, or for meetings only.
fact-delivery = Hand-over
fact-until = Listed until
fact-tags = Keywords

worth-title = Barter worth
worth-unit = worth
worth-no-money = Not a price: it cannot be spent, cashed or handed on.
worth-weight = weighs { $n }%
worth-of-hundred = of 100
worth-utility = Usefulness
worth-scarcity = Scarcity
worth-durability = Durability
worth-portability = Easy to carry
worth-season = Season
worth-adjusted = Adjusted by the owner, { $percent }:
worth-computed = As worked out: { $n } worth
worth-why = What would change this?
worth-how = Every kind of goods has a base worth. The five above, by their weight, make it 50% to 150%; the condition takes its part: sealed 115%, like new 100%, good 85%, usable 60%, wants repair 30%. No price goes into it.
worth-change-repair = Rises when it is repaired first.
worth-change-care = Higher in a better condition.
worth-change-wear = Falls as soon as it is used.
worth-change-kind = Follows the kind of goods, and falls when its condition gets worse.
worth-change-size = It can be sent already; the rest follows the size of such goods.
worth-change-send = Rises when it can also be sent out of town.
worth-change-alone = No other of its kind in this city yet. Falls when somebody posts one.
worth-change-others = { $city ->
    [one] { $city } other of its kind is on offer in this city, { $district } of them in the same district. Rises when there are fewer, falls when there are more.
   *[other] { $city } others of its kind are on offer in this city, { $district } of them in the same district. Rises when there are fewer, falls when there are more.
}
worth-change-ends = In season now: { $season }, until { $until }. Falls after that.
worth-change-begins = Rises in season: { $season }, from { $from }.
worth-change-always = This kind of goods follows no season.
worth-season-ramadan = Ramadan
worth-season-lebaran = Lebaran
worth-season-school = start of school
worth-season-rain = rainy season
worth-adjust = Adjust the worth
worth-adjust-lead = Is there something the sum does not see? Raise or lower it by up to 15%. Whoever wants to swap reads your reason.
worth-adjust-percent = Adjustment in percent
worth-adjust-hint = Between −15 and 15. Fill in 0 to use the sum as it is.
worth-adjust-reason = Reason
worth-adjust-reason-hint = 10 to 200 characters, for example what comes with it.
worth-adjust-save = Save adjustment

seller-label = Seller
    .moneyless = Owner
seller-label-free = Given by
seller-profile = Profile

taken-reserved = Reserved for someone else.
taken-reserved-text = If that falls through, it will be back here.
taken-sold = This item has been sold.
    .moneyless = This item has been swapped.
taken-given = This item has been given away.
taken-sold-text = See similar ones below or search again.
taken-gone = This item is not listed at the moment.
taken-gone-text = The owner removed it or its time ran out.
kept-title = Kept for barter.
kept-text-laid = Its owner shows it to you in a barter. Nobody else sees it.
kept-text = Only you see this page, until you offer the item in a barter.

buy-title = Buy now
buy-text = We ask { $name } whether the item is still there at this price. You pay nothing yet.
buy-ask-title = Ask to buy
buy-now-text = The item of { $name } is kept for you at once, at this price.
buy-now-send = Buy now { $amount }
buy-ask-first = Ask the seller first
buy-send = Ask to buy for { $amount }

delete-title = Delete this item?
delete-text = “{ $title }” is not listed any more, and everybody who waits for an answer is told. Chats stay.
delete-keep = Keep it
delete-do = Delete item

sell-title = Post an item
sell-title-edit = Edit item
sell-close = Close, your draft is kept
sell-close-edit = Close without saving
sell-step = Step
sell-back = Previous step
sell-next = Continue
sell-post = Post item
sell-save = Save changes
sell-posting = Sending…

sell-photos = Photos of your item
sell-photos-lead = The first photo is the cover. Find good light, and show the flaws too.
sell-photos-list = Photos of the item
sell-photos-order = Drag or use the arrow buttons to change the order.
sell-photos-clean = { $n ->
    [one] Location and camera data are removed from every photo. One photo at most.
   *[other] Location and camera data are removed from every photo. Up to { $n } photos.
}
sell-photo-take = Take a photo
sell-photo-gallery = Gallery
sell-photo-plain = Choose photos
sell-photo-alt = Photo { $n }
sell-cover = Cover
sell-photo-remove = Remove photo { $n }
sell-photo-earlier = Move photo { $n } forward
sell-photo-later = Move photo { $n } back
sell-photo-moved = Now photo { $n }
sell-photo-removed = Photo removed
sell-photo-sending = Sending photo { $n }
sell-photo-sent = Photo sent
sell-photo-none = Add at least one photo of the item itself.
sell-photo-wait = One moment, a photo is still being sent.
sell-photo-full = { $n ->
    [one] { $n } photo at most.
   *[other] { $n } photos at most.
}
sell-photo-kind = That is not a photo. Use JPG, PNG or WebP.

sell-story = Tell its story
sell-story-lead = Being honest about its condition earns trust and avoids complaints.
sell-name = Title
sell-name-hint = Say what it is and what stands out
sell-about = Story
sell-about-example = How long you used it, why it goes, what comes with it
sell-flaw = Flaws
sell-flaw-example = Small scratch on the lower side, see the second photo
sell-flaw-hint = If there really are none, write “none”.
sell-category = Category
sell-category-pick = Pick a category
sell-condition = Condition
sell-more = Brand, size, colour
sell-tags-hint = Separate with commas, for example vintage, real leather

sell-ways = How should it go?
sell-ways-lead = You can offer sale and barter together.
sell-ways-either = Choose one.
sell-ways-one = Fill in what people need to know.
sell-mode-jual = Sell and bargain
sell-mode-jual-hint = Buyers can make offers
sell-mode-barter = Barter
sell-mode-barter-hint = Swap for something else
sell-mode-gratis = Free
sell-mode-gratis-hint = You choose who picks it up
sell-mode-none = Pick at least one way.
sell-price = Asking price
sell-price-hint = You can type 350rb or 1,5jt
sell-price-none = Fill in the asking price.
sell-min = Lowest price
sell-min-secret = Secret
sell-min-hint = Never shown to anyone.
sell-min-high = The lowest price cannot be above the asking price.
sell-original = Original price
sell-original-price = Price when new
sell-original-source = How do you know?
sell-original-source-example = Receipt, link to the official shop
sell-original-hint = A struck price is shown only when its source is given.
sell-wanted = What would you swap it for?
sell-wanted-example = Film camera, folding bicycle
sell-kept = Keep for barter only
sell-kept-hint = Not listed. Only you see it, until you offer it in a barter.

sell-handover = Hand-over
sell-handover-lead = Others see no more than the district.
sell-cod-only = On this site everything is handed over in person.
sell-delivery-none = Pick at least one way to hand it over.
sell-region = Location of the item
sell-show-village = Also show the village
sell-show-village-hint = Without this, others only see the district.
sell-region-hint = Type a district or village, then pick it from the list.
sell-region-none = Pick the item's location from the list.

sell-review = Ready to post
sell-review-edit = Ready to save
sell-review-lead = Check once more before others see it.
sell-fact-photos = Photos
sell-fact-ways = Ways
sell-fact-place = Location
sell-fact-days = Listed for
sell-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
sell-honest = This item is mine, the photos are real, and it is not on the list of
sell-honest-list = prohibited goods
sell-need-honest = Please tick this before posting.
sell-draft = Your last draft was loaded. Please choose its photos again.
sell-draft-drop = Start over

profile-description = Second-hand goods sold by { $name } on { $site }.
    .moneyless = Second-hand goods of { $name } to swap on { $site }.
profile-about = About
profile-since = joined { $ago }
profile-tabs = Items
profile-tab-active = On sale
    .moneyless = Available
profile-tab-sold = Sold
    .moneyless = Swapped
profile-empty = Nothing here yet
profile-empty-own = Items you post appear here.
profile-empty-text = { $name } is not selling anything right now.
    .moneyless = { $name } is not offering anything right now.
profile-empty-sold = Nothing sold yet
    .moneyless = Nothing swapped yet
profile-empty-sold-own = Once the hand-over is done, your item moves here.
profile-empty-sold-text = Items { $name } has sold appear here.
    .moneyless = Items { $name } has swapped appear here.
profile-look-on = Look for something else
profile-edit = Edit profile

mine-title = My profile
mine-menu = My things
mine-selling = Sales
    .moneyless = My items
mine-buying = Purchases
    .moneyless = My proposals
mine-reserved = { $n ->
    [one] { $n } reserved
   *[other] { $n } reserved
}
mine-public = See my profile as others do
mine-settings = Account settings
mine-kept = kept for barter
theme-title = Appearance
theme-system = Same as the device
theme-light = Light
theme-dark = Dark
mine-verify = Your email address is not confirmed yet.
mine-verify-act = Send the email again
mine-signout = Sign out
pick-title = Pick fairly who gets it
pick-lead = { $n ->
    [one] One person asks
   *[other] { $n } people ask
  } for this thing. We pick who got the fewest gifts, then by lot.
pick-do = Pick fairly for me
waiting-lead = Still interested? We tell you when it is free again.
waiting-join = Join the line
waiting-place = You are number { $n } of { $of } in the line.
waiting-leave = Leave
