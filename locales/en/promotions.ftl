# Paid places in lists: bump and banner.

ad-label = Ad
promotion-title = Promote this item
promotion-invite = Move it to the top of the list, or into the banner of its category.
promotion-choose = Choose a place
promotion-bump-title = Bump for { $hours } hours
promotion-bump-text = Shown at the top of the home page and its category, taking turns with other bumped items.
promotion-banner-title = Banner for { $hours } hours
promotion-banner-text = Shown in the banner of its category's page, taking turns with other banners.
promotion-pay = Continue to payment
promotion-hint = Paid places are labelled “Ad” and end by themselves. Searches with words do not change. The item stays listed for as long as it needs. If we take the item down through no fault of yours, you get your money back.
promotion-until = shown until { $moment }
promotion-seen = Seen
promotion-opened = Opened
promotion-chats = New chats
promotion-unpaid = Waiting for payment
promotion-running = Being shown
promotion-ended = Ended
promotion-lapsed = Paid too late, refunded
promotion-refunded = Refunded
promotion-started = Payment received. Your item is being shown.
promotion-unknown = Choose one of the places on offer.
promotion-runs = This promotion is being shown. A new one can be bought when it has ended.
promotion-all-run = This item is being shown in every place. A new one can be bought when it has ended.
promotion-price-changed = The price has changed since this page was opened. Check it and choose again.
promotion-pay-until = Pay before { $moment }.
promotion-checking = The payment is being checked. Load this page again in a moment.
promotion-not-paid = The payment did not succeed. The item is not shown yet, and you can pay again.
promotion-goes-back = This promotion cannot begin any more. Your money goes back.
promotion-not-active = Only items that are for sale can be promoted.

## The rules of the site
rules-order-title = Order of lists, and ads
rules-order-1 = Without words the newest items come first. With words, the best matches.
rules-order-2 = Paid places are always labelled “Ad”: at most two at the top of a list and one banner on a category's page, taking turns by the minute.
rules-order-3 = Searches with words, and lists by price or distance, contain no ads.
