-- Admin units; the geometry is null where no boundary is loaded.
select u.id, u.geom, null::daterange as during, u.search,
	u.level::text, u.name, u.ubigeo, u.province, u.department, u.focus, u.geom is not null as loaded,
	case when u.capital is not null then
		json_build_array(round(ST_X(u.capital)::numeric, 5), round(ST_Y(u.capital)::numeric, 5)) end as capital,
	u.origin
from admin_unit u
