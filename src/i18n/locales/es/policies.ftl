## Rules: whose they are, and what they say

policy-of-visit = Reglas de esta cita
policy-of-practice = Regla del negocio
policy-of-service = Regla de «{ $name }»
policy-of-client = Acordado con este cliente
policy-of-client-link = Acordado con este cliente; más amplio de lo normal, solo vale al mover la cita por su enlace
policy-client = Reglas de este cliente
policy-client-none = Como para todos: las reglas de los servicios y del negocio.
policy-client-hint = Lo que pongas aquí vale para este cliente en lugar de las reglas del negocio y de los servicios. Vacío: como para todos. Una antelación más corta o un plazo de reserva más largo valen donde se sabe quién es: al mover la cita por su enlace. Una reserva nueva en línea sigue las reglas generales.
policy-missed = { $n ->
    [one] { $n } cita perdida o cancelada tarde
    [many] { $n } de citas perdidas o canceladas tarde
   *[other] { $n } citas perdidas o canceladas tarde
}

policy-notice = Se reserva en línea hasta { $time } antes
policy-notice-none = Se reserva en línea hasta el comienzo
policy-horizon = { $n ->
    [one] Se reserva en línea con { $n } día de antelación
    [many] Se reserva en línea con hasta { $n } de días de antelación
   *[other] Se reserva en línea con hasta { $n } días de antelación
}
policy-daily-practice = { $n ->
    [one] Una cita al día
    [many] Como mucho { $n } de citas al día
   *[other] Como mucho { $n } citas al día
}
policy-daily-service = { $n ->
    [one] Una cita de este servicio al día
    [many] Como mucho { $n } de citas de este servicio al día
   *[other] Como mucho { $n } citas de este servicio al día
}
policy-daily-client = { $n ->
    [one] Una cita al día para este cliente
    [many] Como mucho { $n } de citas al día para este cliente
   *[other] Como mucho { $n } citas al día para este cliente
}
policy-window = Un cambio es tardío desde { $time } antes
policy-window-none = Ningún cambio es tardío
policy-late-kept = Cancelada tarde: la señal no se devuelve
policy-late-back = Cancelada tarde: la señal se devuelve
policy-no-show-kept = No vino: la señal no se devuelve
policy-no-show-back = No vino: la señal se devuelve
policy-moves-any = Se cambia por enlace cuantas veces se quiera
policy-moves-none = No se cambia por enlace
policy-moves = { $n ->
    [one] Se cambia por enlace una vez
    [many] Se cambia por enlace hasta { $n } de veces
   *[other] Se cambia por enlace hasta { $n } veces
}
policy-hand-never = Se reserva al momento
policy-hand-always = Se confirma a mano
policy-hand-after = { $n ->
    [one] Se confirma a mano tras una cita perdida
    [many] Se confirma a mano tras { $n } de citas perdidas
   *[other] Se confirma a mano tras { $n } citas perdidas
}
policy-deposit-after = { $n ->
    [one] Señal tras una cita perdida
    [many] Señal tras { $n } de citas perdidas
   *[other] Señal tras { $n } citas perdidas
}
policy-deposit-always = Siempre con señal
policy-deposit-never = Nunca con señal

## As clients read them
policy-said-kept = Si cancelas a tiempo, recuperas la señal. Si cancelas más tarde o no vienes, no se devuelve.
policy-said-kept-late = Si cancelas a tiempo, recuperas la señal. Si cancelas más tarde, no se devuelve.
payments-policy-until-late = Hasta { $until } puedes cancelar y recuperar la señal. Después no se devuelve.
policy-said-prepaid = Si cancelas tarde o no vienes, lo pagado con un bono o una tarjeta regalo no se devuelve.
policy-said-prepaid-late = Si cancelas tarde, lo pagado con un bono o una tarjeta regalo no se devuelve.
policy-said-prepaid-no-show = Si no vienes, lo pagado con un bono o una tarjeta regalo no se devuelve.
policy-said-moves = { $n ->
    [one] Puedes cambiar la cita una vez por tu cuenta.
    [many] Puedes cambiar la cita { $n } de veces por tu cuenta.
   *[other] Puedes cambiar la cita { $n } veces por tu cuenta.
}
policy-said-moves-none = Para cambiar la cita, ponte en contacto con nosotros.
policy-said-hand = { $n ->
    [one] Tras una cita perdida o cancelada tarde, confirmamos a mano las siguientes reservas.
    [many] Tras { $n } de citas perdidas o canceladas tarde, confirmamos a mano las siguientes reservas.
   *[other] Tras { $n } citas perdidas o canceladas tarde, confirmamos a mano las siguientes reservas.
}
policy-said-deposit = { $n ->
    [one] Tras una cita perdida o cancelada tarde, pedimos una señal.
    [many] Tras { $n } de citas perdidas o canceladas tarde, pedimos una señal.
   *[other] Tras { $n } citas perdidas o canceladas tarde, pedimos una señal.
}
policy-cancel-kept = Si cancelas ahora, la señal de { $amount } no se devuelve.
policy-cancel-back = Recuperas la señal de { $amount }.
policy-cancel-prepaid-kept = { $amount } se pagó con un bono o una tarjeta regalo. Si cancelas ahora, no se devuelve.
policy-cancel-prepaid-back = { $amount } vuelve al bono o la tarjeta regalo con que se pagó.
policy-moves-over = Esta cita ya se ha cambiado tantas veces como se puede por enlace. Para cambiarla otra vez, ponte en contacto con { $practice }.
policy-moves-over-short = Ya se ha cambiado tantas veces como se puede por enlace.

## Forms
policy-field-moves = Cambios por enlace
policy-field-moves-hint = Cuántas veces puede el cliente cambiar una cita sin preguntar. Vacío: cuantas quiera; 0: ninguna.
policy-field-moves-own = Cuántas veces se puede cambiar una cita sin preguntar. Vacío: como en el negocio; 0: ninguna.
policy-field-daily-service = Citas de este servicio al día
policy-field-daily-service-hint = Cuando un día tiene tantas, no se reserva más en línea. Vacío: sin límite.
policy-field-daily-client = Citas de este cliente al día
policy-field-daily-client-hint = Cuando tiene tantas en un día, no reserva más en línea. Vacío: sin límite.
policy-field-late = Señal tras una cancelación tardía
policy-field-no-show = Señal si no viene nadie
policy-kept = No se devuelve
policy-back = Se devuelve
policy-as-practice = Como en el negocio: { $value }
policy-as-others = Como para todos
policy-field-deposit-after = Señal tras tantas citas perdidas
policy-field-deposit-after-hint = No vino o canceló tarde. Vacío: como en el negocio; 0: nunca.
policy-field-confirm-after = Confirmar a mano tras tantas citas perdidas
policy-field-confirm-after-hint = No vino o canceló tarde. Vacío: como en el negocio; 0: nunca.
policy-field-confirm-visits-hint = Quien ha perdido tantas envía una solicitud que tú respondes; 0 es nunca
policy-field-confirm = Confirmación de sus reservas
policy-confirm-service = Según los servicios
policy-confirm-always = Siempre a mano
policy-confirm-never = Siempre al momento
policy-misses = Tras citas perdidas
