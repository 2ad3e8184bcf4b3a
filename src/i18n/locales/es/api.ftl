### Lo que se dice a otros programas.

api-invalid = Faltan campos o alguno no encaja.
api-not-found = No hay nada con este nombre.
api-unknown = Nada tiene este nombre o no se puede reservar
api-unknown-field = Ningún campo tiene este nombre
api-no-object = Envía un objeto JSON
api-no-text = Envía un texto
api-no-list = Envía una lista
api-bad-date = Envía una fecha, como 2026-05-14
api-bad-instant = Envía un instante con su desfase, como 2026-05-14T10:00:00+02:00
api-no-key = Envía una clave propia para esta reserva, por ejemplo un UUID
api-bad-key = Usa hasta 255 letras, cifras y signos
api-other-request = Esta clave ya llegó con otro contenido. Usa una nueva para otra reserva.
