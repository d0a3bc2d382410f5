//! A bar chart as SVG.

use std::fmt::Write as _;

const WIDTH: f64 = 640.0;
const LABELS: f64 = 200.0;
const ROW: f64 = 44.0;
const TOP: f64 = 56.0;

/// One bar.
pub struct Bar {
    /// What it stands for.
    pub label: &'static str,
    /// Its length, in the chart's unit.
    pub value: f64,
    /// Its colour in SVG's notation.
    pub colour: &'static str,
}

/// Horizontal bars from zero with their values beside them.
pub fn bars(title: &str, unit: &str, bars: &[Bar]) -> String {
    let longest = bars.iter().map(|bar| bar.value).fold(f64::MIN_POSITIVE, f64::max);
    let height = TOP + ROW * bars.len() as f64 + 12.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"sans-serif\" font-size=\"15\" fill=\"#222\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"16\" y=\"32\" font-size=\"18\" font-weight=\"bold\">{title}</text>\n"
    );
    for (row, bar) in bars.iter().enumerate() {
        let y = TOP + ROW * row as f64;
        let length = bar.value / longest * (WIDTH - LABELS - 130.0);
        let (middle, end) = (y + 21.0, LABELS + length + 8.0);
        let _ = write!(
            svg,
            "<text x=\"16\" y=\"{middle}\">{}</text>\n\
             <rect x=\"{LABELS}\" y=\"{y}\" width=\"{length:.1}\" height=\"30\" rx=\"3\" fill=\"{}\"/>\n\
             <text x=\"{end:.1}\" y=\"{middle}\">{:.2} {unit}</text>\n",
            bar.label, bar.colour, bar.value
        );
    }
    svg + "</svg>\n"
}

#[cfg(test)]
mod tests {
    use super::{Bar, bars};

    #[test]
    fn the_longest_bar_fills_the_space_and_the_others_are_in_proportion() {
        let svg = bars(
            "Cost",
            "µs",
            &[Bar { label: "a", value: 2.0, colour: "red" }, Bar { label: "b", value: 4.0, colour: "blue" }],
        );
        assert!(svg.contains("width=\"155.0\""), "{svg}");
        assert!(svg.contains("width=\"310.0\""), "{svg}");
        assert!(svg.contains(">4.00 µs<"), "{svg}");
    }
}
