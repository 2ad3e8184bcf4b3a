### What other programs are told.

api-invalid = Some fields are missing or do not fit.
api-not-found = There is nothing by this name.
api-unknown = Nothing has this name, or it cannot be booked
api-unknown-field = No field has this name
api-no-object = Send a JSON object
api-no-text = Send a text
api-no-list = Send a list
api-bad-date = Send a date, like 2026-05-14
api-bad-instant = Send an instant with its offset, like 2026-05-14T10:00:00+02:00
api-no-key = Send a key of your own for this booking, such as a UUID
api-bad-key = Use up to 255 letters, digits and signs
api-other-request = This key came before with something else. Use a new key for a new booking.
