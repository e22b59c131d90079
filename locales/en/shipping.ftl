# Shipping: tracking numbers.

shipping-number-empty = Please enter the tracking number first.
shipping-number-too-short = This tracking number is too short. It needs at least { $n } letters or digits.
shipping-number-too-long = This tracking number is too long. It may have at most { $n } letters or digits.
shipping-number-characters = A tracking number has letters and digits only. Copy just the number, without other words.
shipping-hint-shape = { $name } tracking numbers usually look like { $text }. Please compare it with your receipt once more.
