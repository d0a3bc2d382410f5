//! The weather office's grid of 5 km: Lambert's conformal cone, as its guide computes it.

use std::f64::consts::{FRAC_PI_4, PI};

const EARTH_KM: f64 = 6_371.008_77;
const CELL_KM: f64 = 5.0;
const PARALLELS: [f64; 2] = [30.0, 60.0];
const ORIGIN: (f64, f64) = (38.0, 126.0);
const ORIGIN_CELL: (f64, f64) = (43.0, 136.0);

/// The cell (nx, ny) of a point in degrees; `None` outside of the grid.
pub(super) fn cell(lat: f64, lon: f64) -> Option<(u16, u16)> {
    let half = |degrees: f64| (FRAC_PI_4 + degrees.to_radians() * 0.5).tan();
    let [first, second] = PARALLELS;
    let narrowing = (first.to_radians().cos() / second.to_radians().cos()).ln() / (half(second) / half(first)).ln();
    let scale = half(first).powf(narrowing) * first.to_radians().cos() / narrowing;
    let radius = |lat: f64| EARTH_KM / CELL_KM * scale / half(lat).powf(narrowing);
    let mut angle = (lon - ORIGIN.1).to_radians();
    if angle > PI {
        angle -= 2.0 * PI;
    } else if angle < -PI {
        angle += 2.0 * PI;
    }
    let angle = angle * narrowing;
    let x = (radius(lat) * angle.sin() + ORIGIN_CELL.0 + 0.5).floor();
    let y = (radius(ORIGIN.0) - radius(lat) * angle.cos() + ORIGIN_CELL.1 + 0.5).floor();
    let within = (1.0..=149.0).contains(&x) && (1.0..=253.0).contains(&y);
    within.then_some((x as u16, y as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_in_the_cells_that_the_weather_office_gives() {
        for (lat, lon, expected) in [
            (37.5665, 126.9780, (60, 127)),
            (37.4979, 127.0276, (61, 125)),
            (35.1631, 129.1637, (99, 75)),
            (33.4996, 126.5312, (53, 38)),
            (37.488_201, 126.929_810, (59, 125)),
            (37.4563, 126.7052, (55, 124)),
            (36.3504, 127.3845, (67, 100)),
            (37.4845, 130.9057, (127, 127)),
            (37.2429, 131.8650, (144, 123)),
        ] {
            assert_eq!(cell(lat, lon), Some(expected), "{lat}, {lon}");
        }
        assert_eq!(cell(35.68, 139.76), None, "Tokyo");
        assert_eq!(cell(40.7, -74.0), None, "New York");
    }
}
