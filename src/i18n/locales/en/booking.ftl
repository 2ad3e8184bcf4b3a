### The practice's public site: its page and booking.

booking-name-given = Booked under the name “{ $name }”.
booking-phone-or-email = Enter a phone number or an e-mail address
booking-time-over = This time is over. Choose one that is still to come.
booking-not-now = This practice takes no new bookings online at the moment.
booking-refused = We can’t take this booking online. Call or write to us and we will find a time.
