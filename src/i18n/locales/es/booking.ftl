### El sitio público: su página y la reserva.

booking-name-given = Reservado a nombre de «{ $name }».
booking-phone-or-email = Escribe un teléfono o un correo
booking-time-over = Esa hora ya pasó. Elige una que esté por venir.
booking-too-soon = Falta muy poco para esa hora: ya no se puede reservar por internet.
booking-too-far = Ese día todavía no se puede reservar.
booking-just-taken = Esa hora se acaba de ocupar.
booking-not-offered = Esa hora no se ofrece.
booking-not-now = Ahora mismo no se aceptan reservas nuevas por internet.
booking-refused = No podemos aceptar esta reserva por internet. Llámanos o escríbenos y buscamos una hora.
booking-too-many = Acaban de hacerse varias reservas desde aquí. Espera diez minutos y pulsa otra vez el botón: lo escrito se conserva.
booking-once-more = Una vez más: pulsa otra vez el botón. Lo escrito se conserva.
booking-sent-already = Con este formulario ya se hizo una reserva. Pulsa otra vez el botón si quieres otra más.
booking-service-gone = Este servicio ya no se ofrece. Elige otro.

booking-title = Reservar con { $practice }
booking-steps = Reserva, paso { $step } de { $of }
booking-step-service = Servicio
booking-step-time = Hora
booking-step-details = Datos
booking-step-booked = Listo

booking-book = Reservar
booking-request = Enviar solicitud
booking-call = Llamar al { $phone }
booking-next-free = Próxima hora libre para { $service }:
booking-hours = Horario
booking-place = Dónde estamos y cómo llamarnos
booking-map = Cómo llegar
booking-closed = cerrado
booking-free = Gratis
booking-with-tax = { $price } con impuestos
booking-prices-with-tax = Todos los precios incluyen impuestos.
booking-price-from = desde { $price }

booking-what = ¿Qué te gustaría hacerte?
booking-when = ¿Cuándo te viene bien?
booking-extras = Añade algo si quieres
booking-extras-apply = Ver horas
booking-soonest = Próximas horas libres
booking-nearest = Horas libres más cercanas
booking-moment = { $day }, { $time }
booking-free-times = { $n ->
    [one] hora libre
    [many] de horas libres
   *[other] horas libres
}
booking-full = completo
booking-no-booking = sin reservas ese día
booking-morning = Mañana
booking-afternoon = Tarde
booking-evening = Noche
booking-day = Día
booking-times-on = Horas del { $day }
booking-day-full = { $day }: completo
booking-day-closed = { $day }: cerrado
booking-week-before = Semana anterior, { $week }
booking-week-after = Semana siguiente, { $week }
booking-no-week-before = No hay semana anterior
booking-no-week-after = No hay semana posterior
booking-nothing-free = No hay horas libres a la vista
booking-nothing-free-text = Mira otra semana o llama: de vez en cuando se libera un hueco.
booking-zone-yours = En tu reloj son las { $time }.
booking-zone = Hora de { $city } ({ $offset }).
booking-cancel-any = Puedes cancelar o cambiar la cita en cualquier momento antes de que empiece.
booking-cancel-before = Puedes cancelar o cambiar la cita sin problema hasta { $time } antes.
booking-cancel-near = Con tan poca antelación, cualquier cancelación o cambio cuenta como tardío.
booking-cancel-until = Puedes cancelar o cambiar la cita sin problema hasta { $until }.
booking-deadline = el { $day } a las { $time }
booking-is-request = Tu reserva es una solicitud: recibirás la respuesta en un mensaje.

booking-name = Tu nombre
booking-name-needed = Escribe tu nombre
booking-phone = Móvil
booking-email = Correo
booking-email-hint = Aquí llegan la confirmación y el enlace para cambiar o cancelar. Basta con el móvil o el correo.
booking-note-add = Añadir una nota
booking-note = ¿Algo que { $practice } deba saber?
booking-trap = Deja esto vacío
booking-privacy = { $practice } usa estos datos para tus citas y los mensajes sobre ellas.
booking-lost-title = Elige otra hora
booking-lost-others = Toma una de estas: lo escrito se conserva.
booking-lost-none = No hay otra hora libre cerca.
booking-book-at = Reservar: { $when }
booking-all-times = Todas las horas libres
booking-variants = Qué opción

booking-done-confirmed = Te esperamos: { $when }
booking-done-confirmed-lead = { $practice } te espera. Puedes volver a abrir esta página.
booking-done-mail = Los detalles van de camino al correo que dejaste.
booking-done-requested = Solicitud enviada: { $when }
booking-done-requested-lead = { $practice } responderá a tu solicitud. Hasta entonces la hora queda guardada para ti. La respuesta se verá también aquí.
booking-done-cancelled = Cancelada: { $when }
booking-done-cancelled-lead = { $practice } tiene otras horas para ti.
booking-done-expired = No hubo respuesta: { $when }
booking-done-over = { $when }
booking-done-over-lead = Esta cita ya pasó. En { $practice } nos encantará volver a verte.
booking-service = Servicio
booking-with = Con
booking-where = Dónde
booking-price = Precio
booking-reference = Referencia
booking-add-to-calendar = Añadir a mi calendario
booking-manage = Cambiar o cancelar
booking-manage-by-call = Para cambiar o cancelar la cita, contacta con { $practice }.
booking-manage-keep = Guarda esta página: es tu acceso a la cita.
booking-manage-by-link = Para cambiar o cancelar la cita, usa el enlace de tu mensaje.
booking-again = Reservar otra vez
booking-next = Qué pasa ahora
booking-closed-title = Ahora no se puede reservar por internet
booking-to-profile = Página de { $practice }

booking-needs-test = Esta visita requiere «{ $form }» al menos { $length } antes, hecha y firmada en el negocio. Si ya la tienes, elige una hora posterior; si no, llama a { $practice } para acordarla. Lo que has escrito se conserva.
booking-needs-visit = Esta visita requiere «{ $form }», firmado en el negocio. Llama a { $practice } para acordarlo. Lo que has escrito se conserva.
booking-needs-mailed = Antes de reservar esta visita hay que firmar «{ $form }». El enlace está en tu correo; firma y vuelve a pulsar el botón. Lo que has escrito se conserva.
booking-needs-call = Antes de reservar esta visita hay que firmar «{ $form }». Pide el enlace a { $practice }. Lo que has escrito se conserva.
booking-asks-before = Esta cita requiere «{ $form }» al menos { $length } antes. Las horas más próximas son para quien ya lo tiene; si aún no, llama antes a { $practice }.
booking-asks-there = Esta cita requiere «{ $form }», firmado en { $practice }. Si aún no lo has firmado, llama antes.
booking-asks = Antes de reservar esta cita hay que firmar «{ $form }»: el enlace llega por correo.

booking-done-deposit = Guardado para ti: { $when }
booking-done-deposit-lead = La hora será tuya en cuanto pagues la señal. { $practice } te esperará entonces.
booking-deposit-ahead = Para reservar pagas ahora una señal de { $amount }; se descuenta del precio.

booking-kept-until = Te guardamos esta hora hasta las { $time }.
booking-kept-over = Se acabó el tiempo. Puede que la hora siga libre.
booking-not-kept = Esta hora está libre, pero aún no te la guardamos. Será tuya cuando reserves.
booking-keep = Guardarla { $length }
booking-keep-longer = Necesito { $length } más
booking-email-code-hint = Ahí te enviamos un código para confirmar la reserva y, después, la confirmación.
booking-code-needs-mail = Escribe tu correo: ahí enviamos un código para confirmar la reserva
booking-code-title = Mira tu correo
booking-code-sent = Hemos enviado un código a { $email }. Escríbelo y pulsa el botón de abajo. Todo lo que has escrito se conserva.
booking-code-label = Código del correo
booking-code-hint = Seis cifras. Si no llega en un minuto, mira en la carpeta de spam.
booking-code-again = Enviar otro código
booking-code-enter = Escribe las seis cifras del correo
booking-code-wrong = No es el código del correo. Revisa las cifras o pide otro.
booking-code-over = Este código ya no sirve. Pide otro.
booking-code-by-page = Este negocio confirma las reservas por correo: reserva en su página.
booking-code-mail-subject = { $code }: tu código para { $practice }
booking-code-mail-lead = Escribe este código para terminar tu reserva con { $practice }:
booking-code-mail-note = Vale durante { $n } minutos. Si no estás reservando nada, ignora este mensaje: sin el código no se reserva nada.
booking-manage-keep-own = Abre «Cambiar o cancelar» y guarda esa página: es tu camino de vuelta a la cita.
