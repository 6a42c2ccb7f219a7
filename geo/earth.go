package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// WGS 84.
const (
	semiMajorM = 6378137.0
	flattening = 1 / 298.257223563
	semiMinorM = semiMajorM * (1 - flattening)
)

// Distance returns the metres between two points along the geodesic of the
// WGS 84 ellipsoid, by Vincenty's inverse formula: right to a millimetre.
// Between points almost opposite each other on Earth, where the formula does
// not converge, it answers for a sphere and is right to 0.6%.
func Distance(a, b orb.Point) float64 {
	metres, _ := inverse(a, b)
	return metres
}

// Bearing returns the direction in which one leaves a to reach b along the
// geodesic, in degrees clockwise from north, [0, 360). It is 0 where a is b.
func Bearing(a, b orb.Point) float64 {
	_, azimuth := inverse(a, b)
	return azimuth
}

// inverse solves the geodesic from a to b: metres, and azimuth at a in degrees.
// T. Vincenty, Survey Review 23 (176), 1975.
func inverse(a, b orb.Point) (metres, azimuth float64) {
	if a == b {
		return 0, 0
	}
	lon := radians(b[0] - a[0])
	sinU1, cosU1 := reduced(a[1])
	sinU2, cosU2 := reduced(b[1])
	lambda := lon
	for range 100 {
		sinL, cosL := math.Sincos(lambda)
		x, y := cosU2*sinL, cosU1*sinU2-sinU1*cosU2*cosL
		sinSigma := math.Hypot(x, y)
		if sinSigma == 0 {
			return 0, 0
		}
		cosSigma := sinU1*sinU2 + cosU1*cosU2*cosL
		sigma := math.Atan2(sinSigma, cosSigma)
		sinAlpha := cosU1 * cosU2 * sinL / sinSigma
		cos2Alpha := 1 - sinAlpha*sinAlpha
		cos2M := 0.0 // along the equator
		if cos2Alpha > 0 {
			cos2M = cosSigma - 2*sinU1*sinU2/cos2Alpha
		}
		c := flattening / 16 * cos2Alpha * (4 + flattening*(4-3*cos2Alpha))
		before := lambda
		lambda = lon + (1-c)*flattening*sinAlpha*(sigma+c*sinSigma*(cos2M+c*cosSigma*(2*cos2M*cos2M-1)))
		if math.Abs(lambda-before) > 1e-12 {
			continue
		}
		u2 := cos2Alpha * (semiMajorM*semiMajorM - semiMinorM*semiMinorM) / (semiMinorM * semiMinorM)
		ka := 1 + u2/16384*(4096+u2*(-768+u2*(320-175*u2)))
		kb := u2 / 1024 * (256 + u2*(-128+u2*(74-47*u2)))
		delta := kb * sinSigma * (cos2M + kb/4*(cosSigma*(2*cos2M*cos2M-1)-
			kb/6*cos2M*(4*sinSigma*sinSigma-3)*(4*cos2M*cos2M-3)))
		return semiMinorM * ka * (sigma - delta), degrees(math.Atan2(x, y))
	}
	return onSphere(a, b)
}

// reduced returns sine and cosine of the reduced latitude.
func reduced(lat float64) (sin, cos float64) {
	return math.Sincos(math.Atan((1 - flattening) * math.Tan(radians(lat))))
}

func onSphere(a, b orb.Point) (metres, azimuth float64) {
	const radiusM = (2*semiMajorM + semiMinorM) / 3
	sin1, cos1 := math.Sincos(radians(a[1]))
	sin2, cos2 := math.Sincos(radians(b[1]))
	sinL, cosL := math.Sincos(radians(b[0] - a[0]))
	x, y := cos2*sinL, cos1*sin2-sin1*cos2*cosL
	return radiusM * math.Atan2(math.Hypot(x, y), sin1*sin2+cos1*cos2*cosL), degrees(math.Atan2(x, y))
}

func radians(deg float64) float64 { return deg * math.Pi / 180 }

// degrees turns an angle in radians into [0, 360).
func degrees(rad float64) float64 {
	return math.Mod(rad*180/math.Pi+360, 360)
}
