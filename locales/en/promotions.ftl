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
promotion-hint = Paid places are labelled “Ad” and end by themselves. Searches with words do not change. If we take the item down through no fault of yours, you get your money back.
promotion-until = shown until { $moment }
promotion-seen = Seen
promotion-opened = Opened
promotion-chats = New chats
promotion-unpaid = Waiting for payment
promotion-running = Being shown
promotion-ended = Ended
promotion-lapsed = Cancelled
promotion-refunded = Refunded
promotion-started = Payment received. Your item is being shown.
promotion-unknown = Choose one of the places on offer.
promotion-runs = This promotion is being shown. A new one can be bought when it has ended.
promotion-all-run = Every place is being used. A new one can be bought when it has ended.
promotion-not-active = Only items that are for sale can be promoted.
