### Ajustes: el negocio y las reglas de reserva.

settings-overrides = Festivos y excepciones
settings-blocks = Descansos y bloqueos
settings-saved = Ajustes guardados

settings-qr = Código QR del enlace
settings-link = Enlace
settings-link-open = Abrir

settings-notice = Reservar como muy tarde
settings-notice-hint = Hasta cuánto antes de la cita se puede coger una hora libre
settings-notice-none = Hasta el último minuto
settings-horizon = Reservar como muy pronto
settings-horizon-hint = Con cuántos días de antelación se ven las horas libres
settings-cancel = Cambiar o cancelar sin coste
settings-cancel-hint = Hasta cuánto antes de la cita. Después cuenta como cancelación tardía.
settings-cancel-any = Hasta que empiece
