### Calendarios externos: el enlace.

calendars-feed = Tus citas en otro calendario
calendars-feed-text = Una dirección privada que el calendario de tu móvil u ordenador consulta cada pocos minutos. Allí ves tus citas; lo que cambies allí no vuelve aquí.
calendars-feed-link = Dirección privada
calendars-feed-secret = Quien tenga esta dirección ve tus citas. Si ha llegado a otras manos, crea una nueva.
calendars-feed-subscribe = Añadir a mi calendario
calendars-feed-content = Qué cuenta de cada cita
calendars-feed-initials = La hora y las iniciales del cliente
calendars-feed-names = El nombre del cliente y el servicio
calendars-feed-make = Crear la dirección
calendars-feed-renew = Crear una dirección nueva
calendars-feed-remove = Desactivarla
calendars-feed-saved = Guardado. Los calendarios lo mostrarán la próxima vez que consulten.
calendars-feed-renewed = Aquí tienes una dirección nueva. La anterior ya no funciona.
calendars-feed-removed = La dirección ya no funciona
