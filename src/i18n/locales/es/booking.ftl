### El sitio público: su página y la reserva.

booking-name-given = Reservado a nombre de «{ $name }».
booking-phone-or-email = Escribe un teléfono o un correo
booking-time-over = Esa hora ya pasó. Elige una que esté por venir.
booking-not-now = Ahora mismo no se aceptan reservas nuevas por internet.
booking-refused = No podemos aceptar esta reserva por internet. Llámanos o escríbenos y buscamos una hora.
