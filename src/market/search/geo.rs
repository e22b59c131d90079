//! Points on the earth, and the distance between two.

/// A point, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GeoPoint {
    /// Latitude, −90 to 90.
    pub lat: f64,
    /// Longitude, −180 to 180.
    pub lng: f64,
}

impl GeoPoint {
    /// Kilometres to another point (great circle, mean radius).
    pub(super) fn kilometres_to(self, other: Self) -> f64 {
        let (phi_a, phi_b) = (self.lat.to_radians(), other.lat.to_radians());
        let d_phi = (other.lat - self.lat).to_radians() / 2.0;
        let d_lambda = (other.lng - self.lng).to_radians() / 2.0;
        let h = d_phi.sin().powi(2) + phi_a.cos() * phi_b.cos() * d_lambda.sin().powi(2);
        6371.0 * 2.0 * h.sqrt().min(1.0).asin()
    }
}

/// A distance as it is shown: in steps so coarse that several of them do not give a place away. Kilometres; at least 1, to
/// 10 in steps of 1, to 50 in steps of 5, beyond in steps of 10.
pub(super) fn in_steps(kilometres: f64) -> f64 {
    let step = match kilometres {
        ..10.0 => 1.0,
        10.0..50.0 => 5.0,
        _ => 10.0,
    };
    ((kilometres / step).round() * step).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_coarse() {
        for (exact, shown) in
            [(0.0, 1.0), (0.4, 1.0), (2.4, 2.0), (9.6, 10.0), (12.4, 10.0), (123.0, 120.0)]
        {
            assert!((in_steps(exact) - shown).abs() < 0.001, "{exact}: {}", in_steps(exact));
        }
    }

    #[test]
    fn bandung_is_about_120_km_from_jakarta() {
        let jakarta = GeoPoint { lat: -6.2, lng: 106.816 };
        let bandung = GeoPoint { lat: -6.917, lng: 107.619 };
        let there = jakarta.kilometres_to(bandung);
        assert!((115.0..125.0).contains(&there));
        assert!(jakarta.kilometres_to(jakarta) < 0.001);
        assert!((there - bandung.kilometres_to(jakarta)).abs() < 0.001);
    }
}
