## What another rule would have done

simulation-title = Probar una regla
simulation-text = Mira qué habría hecho otra regla con los últimos 90 días antes de que valga para nadie. No cambia nada hasta que tú lo digas.
simulation-for = Para
simulation-for-hint = El paso y las horas libres son siempre los mismos para todos los servicios
simulation-all-services = Todos los servicios
simulation-as-is = Como está: { $value }
simulation-unchanged = Como está
simulation-no-limit = Sin límite
simulation-empty = Vacío: como está
simulation-day = Mostrar también la oferta de este día
simulation-try = Ver qué habría pasado
simulation-found = Qué habría pasado
simulation-refused = { $n ->
    [one] { $n } reserva no habría sido posible.
    [many] { $n } de reservas no habrían sido posibles.
   *[other] { $n } reservas no habrían sido posibles.
}
simulation-refused-none = Todas las reservas habrían sido posibles igualmente.
simulation-judged = { $n ->
    [one] Se ha mirado { $n } reserva hecha por clientes.
    [many] Se han mirado { $n } de reservas hechas por clientes.
   *[other] Se han mirado { $n } reservas hechas por clientes.
}
simulation-cut = Hubo tantas citas que solo se han mirado las últimas 3000.
simulation-figure = Dato
simulation-now = Con la regla actual
simulation-then = Con esta regla
simulation-income = Ingresos de las citas que tuvieron lugar
simulation-income-hint = La segunda cifra no cuenta ninguna reserva que no habría sido posible. Algunos de esos clientes habrían elegido otra hora.
simulation-free = Tiempo de trabajo libre
simulation-unusable = De él, en huecos demasiado cortos
simulation-unusable-hint = Más cortos que tu servicio más breve con sus márgenes
simulation-late = Cancelaciones tardías
simulation-no-shows = Ausencias
simulation-deposits = Reservas con señal
simulation-deposits-sum = Señales pedidas
simulation-kept = Señales no devueltas
simulation-kept-hint = Tras cancelaciones tardías y ausencias, como si todas las señales se hubieran pagado
simulation-use = Usar esta regla
simulation-use-hint = Vale para las reservas a partir de ahora. Las citas ya reservadas se quedan como están.
simulation-used = La regla vale a partir de ahora
simulation-stale = Las reglas han cambiado desde que miraste. Este es el resultado con las reglas de ahora; pulsa otra vez para usar la regla.
simulation-list = Reservas que no habrían sido posibles
simulation-more = { $n ->
    [one] Y { $n } más.
    [many] Y { $n } de más.
   *[other] Y { $n } más.
}
simulation-instead = La hora libre más cercana ese día: { $time }.
simulation-instead-none = Ese día no quedaba nada más libre.
simulation-why-past = La hora ya había pasado.
simulation-why-notice = Reservada con muy poca antelación.
simulation-why-horizon = Reservada con demasiada antelación.
simulation-why-closed = Fuera del horario.
simulation-why-taken = Demasiado cerca de otra cita.
simulation-why-limit = El día estaba completo.
simulation-why-grid = No es una hora que se habría ofrecido.
simulation-offer = { $service }: la oferta del día ({ $day })
simulation-offer-none = No hay nada libre.
simulation-how = Cómo se ha calculado
simulation-how-1 = Se repasan las reservas en el orden en que se hicieron. Cada una se juzga como lo habría hecho la página de reservas en ese momento. No se miran, y se dejan como estaban:
simulation-by-practice = { $n ->
    [one] { $n } cita que reservaste tú: a ti no te obliga ninguna regla
    [many] { $n } de citas que reservaste tú: a ti no te obliga ninguna regla
   *[other] { $n } citas que reservaste tú: a ti no te obliga ninguna regla
}
simulation-moved = { $n ->
    [one] { $n } cita que se cambió después
    [many] { $n } de citas que se cambiaron después
   *[other] { $n } citas que se cambiaron después
}
simulation-unclear = { $n ->
    [one] { $n } reserva que tampoco se ofrecería con el horario y las reglas de hoy
    [many] { $n } de reservas que tampoco se ofrecerían con el horario y las reglas de hoy
   *[other] { $n } reservas que tampoco se ofrecerían con el horario y las reglas de hoy
}
simulation-how-2 = Se cuenta con tu horario, excepciones y bloqueos tal como están hoy, y con las reglas de hoy de cada servicio: las de entonces no se guardan. No se tienen en cuenta salas y equipos, los desplazamientos ni lo acordado con cada cliente.
simulation-how-3 = No se puede saber qué otra hora habría elegido un cliente, quién habría venido al ofrecer más horas ni quién no habría reservado por tener que pagar una señal.
