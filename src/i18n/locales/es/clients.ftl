### Clientes: la lista, una ficha, su formulario.

clients-count = { $n ->
    [0] Todavía nadie
    [one] { $n } persona
    [1001] Más de 1000 personas
    [many] { $n } de personas
   *[other] { $n } personas
}
clients-add = Añadir cliente
clients-search = Buscar clientes
clients-search-hint = Nombre, teléfono, correo
clients-empty = Todavía no hay clientes
clients-empty-text = Quien reserva una visita aparece aquí con su nombre, lo que hay que tener en cuenta y cuándo viene. También puedes añadir personas a mano.
clients-none = No se ha encontrado a nadie
clients-none-text = Ningún nombre, teléfono o correo contiene «{ $q }».
clients-client = Cliente
clients-next = Próxima visita
clients-last = Última visita
clients-contact = Contacto

client-all = Todos los clientes
client-new = Cliente nuevo
client-created = Cliente añadido
client-since = En tu lista desde { $since }
client-next = Próxima visita
client-no-next = No hay nada reservado.
client-past = Visitas anteriores
client-no-past = Todavía no hay visitas.
client-older = Ver visitas más antiguas
client-when = { $day }, { $time }
client-visit = { $title }, { $length }, { $price }
client-contact = Contacto
client-name = Nombre
client-phone = Teléfono
client-email = Correo
client-language = Idioma
client-language-hint = Los mensajes salen en este idioma
client-allergies = Alergias
client-allergies-hint = Se muestran como aviso allí donde haya una reserva
client-note = Nota
client-note-hint = Solo la veis tú y tu equipo
client-no-note = Todavía no hay nada anotado.
client-stale = Alguien ha cambiado esta ficha mientras tanto. Lo que has escrito se conserva: al guardar de nuevo sustituyes sus cambios.
client-as-it-is = Verla como está ahora
client-double = { $name } ya tiene este teléfono o correo.
client-double-open = Abrir esa ficha
client-double-anyway = Añadir a otra persona con el mismo contacto
