//! What the figures must reach, and how they compare with the reference values.

use std::fmt::Write as _;

use super::figures::Figures;

/// A promise about one figure.
pub enum Gate {
    /// Not below.
    AtLeast(&'static str, f64),
    /// Not above.
    AtMost(&'static str, f64),
}

impl Gate {
    fn name(&self) -> &'static str {
        match self {
            Self::AtLeast(name, _) | Self::AtMost(name, _) => name,
        }
    }

    fn promise(&self) -> String {
        match self {
            Self::AtLeast(_, bound) => format!("≥ {bound}"),
            Self::AtMost(_, bound) => format!("≤ {bound}"),
        }
    }

    /// Whether the figure was measured and keeps the promise.
    fn is_kept(&self, figures: &Figures) -> bool {
        match *self {
            Self::AtLeast(name, bound) => figures.value(name).is_some_and(|value| value >= bound),
            Self::AtMost(name, bound) => figures.value(name).is_some_and(|value| value <= bound),
        }
    }
}

/// Names of the figures that miss their gates.
pub fn missed(gates: &[Gate], figures: &Figures) -> Vec<&'static str> {
    gates.iter().filter(|gate| !gate.is_kept(figures)).map(Gate::name).collect()
}

/// Every figure beside its reference value and its gate.
pub fn table(gates: &[Gate], figures: &Figures, reference: &Figures) -> String {
    let mut table = format!("{:<30}{:>14}{:>14}{:>9}  gate\n", "figure", "measured", "reference", "change");
    for (name, value) in figures.iter() {
        let (known, change) = reference.value(name).map_or((String::new(), String::new()), |known| {
            let change = if known == 0.0 { 0.0 } else { (value / known - 1.0) * 100.0 };
            (known.to_string(), format!("{change:+.1} %"))
        });
        let verdict = gates.iter().find(|gate| gate.name() == name).map(|gate| {
            let word = if gate.is_kept(figures) { "ok" } else { "MISSED" };
            format!("{word} ({})", gate.promise())
        });
        let verdict = verdict.unwrap_or_default();
        let _ = writeln!(table, "{name:<30}{value:>14}{known:>14}{change:>9}  {verdict}");
    }
    for gate in gates.iter().filter(|gate| figures.value(gate.name()).is_none()) {
        let _ = writeln!(table, "{:<30}{:>14}  MISSED ({})", gate.name(), "not measured", gate.promise());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Figures, Gate, missed, table};

    const GATES: [Gate; 3] = [Gate::AtLeast("ratio", 0.5), Gate::AtMost("ready_ms", 300.0), Gate::AtMost("lost", 1.0)];

    fn figures() -> Figures {
        let mut figures = Figures::default();
        figures.note("ratio", 0.5);
        figures.note("ready_ms", 300.5);
        figures
    }

    #[test]
    fn a_figure_at_its_bound_is_kept_and_an_unmeasured_one_is_missed() {
        assert_eq!(missed(&GATES, &figures()), ["ready_ms", "lost"]);
    }

    #[test]
    fn the_table_shows_verdicts_and_changes() {
        let mut reference = Figures::default();
        reference.note("ratio", 0.4);
        let table = table(&GATES, &figures(), &reference);
        let lines: Vec<_> = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            lines,
            [
                "figure measured reference change gate",
                "ratio 0.5 0.4 +25.0 % ok (≥ 0.5)",
                "ready_ms 300.5 MISSED (≤ 300)",
                "lost not measured MISSED (≤ 1)",
            ]
        );
    }
}
