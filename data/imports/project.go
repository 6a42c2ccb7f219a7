package imports

import (
	"math"

	"github.com/paulmach/orb"
)

// unproject turns a point of one of the reference systems that maps of Peru come
// in into longitude and latitude: WGS 84 (0, 4326), web Mercator (3857) and UTM of
// the southern zones 17 to 19 (32717 to 32719). Other systems are left to the
// database, which shapes go through anyway.
func unproject(p orb.Point, srid int) (orb.Point, bool) {
	switch {
	case srid == 0 || srid == 4326 || srid == 4979:
		return p, true
	case srid == 3857:
		const r = 6378137
		return orb.Point{p[0] / r * 180 / math.Pi, (2*math.Atan(math.Exp(p[1]/r)) - math.Pi/2) * 180 / math.Pi}, true
	case srid >= 32717 && srid <= 32719:
		return fromUTM(p[0], p[1]-10_000_000, float64(srid-32700)*6-183), true
	}
	return p, false
}

// fromUTM inverts the transverse Mercator projection by Krüger's series to the
// fourth order of the third flattening, good to a millimetre inside a zone.
func fromUTM(easting, northing, meridian float64) orb.Point {
	const (
		a  = 6378137.0
		f  = 1 / 298.257223563
		n  = f / (2 - f)
		k0 = 0.9996
	)
	radius := a / (1 + n) * (1 + n*n/4 + n*n*n*n/64)
	xi, eta := northing/(k0*radius), (easting-500_000)/(k0*radius)
	beta := [3]float64{n/2 - 2*n*n/3 + 37*n*n*n/96, n*n/48 + n*n*n/15, 17 * n * n * n / 480}
	x, y := xi, eta
	for j, b := range beta {
		w := float64(2 * (j + 1))
		x -= b * math.Sin(w*xi) * math.Cosh(w*eta)
		y -= b * math.Cos(w*xi) * math.Sinh(w*eta)
	}
	chi := math.Asin(math.Sin(x) / math.Cosh(y))
	delta := [3]float64{2*n - 2*n*n/3 - 2*n*n*n, 7*n*n/3 - 8*n*n*n/5, 56 * n * n * n / 15}
	lat := chi
	for j, d := range delta {
		lat += d * math.Sin(float64(2*(j+1))*chi)
	}
	lon := math.Atan2(math.Sinh(y), math.Cos(x))
	return orb.Point{meridian + lon*180/math.Pi, lat * 180 / math.Pi}
}
