### Registro y entrada, la cuenta, las personas de un negocio y el camino por los ajustes.

settings-title = Ajustes
settings-practice = Negocio
settings-hours = Horario
settings-rules = Reservas en línea
settings-services = Servicios y precios
settings-members = Personas y permisos
settings-account = Tu cuenta
