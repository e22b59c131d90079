//! Distance on the earth.

/// Kilometres between two points given as degrees of latitude and longitude (great circle, mean radius).
pub(super) fn kilometres((lat_a, lng_a): (f64, f64), (lat_b, lng_b): (f64, f64)) -> f64 {
    let (phi_a, phi_b) = (lat_a.to_radians(), lat_b.to_radians());
    let (d_phi, d_lambda) =
        ((lat_b - lat_a).to_radians() / 2.0, (lng_b - lng_a).to_radians() / 2.0);
    let h = d_phi.sin().powi(2) + phi_a.cos() * phi_b.cos() * d_lambda.sin().powi(2);
    6371.0 * 2.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bandung_is_about_120_km_from_jakarta() {
        let (jakarta, bandung) = ((-6.2, 106.816), (-6.917, 107.619));
        assert!((115.0..125.0).contains(&kilometres(jakarta, bandung)));
        assert!(kilometres(jakarta, jakarta) < 0.001);
        assert!((kilometres(jakarta, bandung) - kilometres(bandung, jakarta)).abs() < 0.001);
    }
}
