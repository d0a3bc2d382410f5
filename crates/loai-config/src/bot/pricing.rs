//! What models cost: `model_pricing` (core 5.8).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fields::Fields;

/// What models cost.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ModelPricing {
    /// `default_conversion_rate`: what a dollar costs.
    pub default_conversion_rate: ConversionRate,
    /// Every other key: prices by provider and model.
    #[serde(flatten)]
    pub providers: BTreeMap<String, BTreeMap<String, ModelPrice>>,
}

/// What a dollar costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ConversionRate {
    /// `USD_to_KRW`; 1350.
    #[serde(rename = "USD_to_KRW")]
    pub usd_to_krw: f64,
}

/// What a model costs, in dollars for 1000 tokens.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ModelPrice {
    /// `prompt_price_per_1k`: what it reads; 0.001.
    #[serde(rename = "prompt_price_per_1k")]
    pub prompt: f64,
    /// `completion_price_per_1k`: what it writes; 0.002.
    #[serde(rename = "completion_price_per_1k")]
    pub completion: f64,
}

impl Default for ConversionRate {
    fn default() -> Self {
        Self { usd_to_krw: 1350.0 }
    }
}

impl Default for ModelPrice {
    fn default() -> Self {
        Self { prompt: 0.001, completion: 0.002 }
    }
}

impl ModelPricing {
    /// What a model costs; the default where the file does not say.
    pub fn price(&self, provider: &str, model: &str) -> ModelPrice {
        let known = self.providers.get(provider).and_then(|models| models.get(model));
        known.copied().unwrap_or_default()
    }

    pub(super) fn read(fields: &Fields<'_>) -> Self {
        let rate = fields.object("default_conversion_rate").map(ConversionRate::read);
        let mut providers = BTreeMap::new();
        for (entry, path) in fields.others() {
            let Some(models) = Fields::of(&entry.value, path, fields.source()) else { continue };
            let models = models.others().into_iter().filter_map(|(entry, path)| {
                let fields = Fields::of(&entry.value, path, fields.source())?;
                Some((entry.key.clone(), ModelPrice::read(fields)))
            });
            providers.insert(entry.key.clone(), models.collect());
        }
        Self { default_conversion_rate: rate.unwrap_or_default(), providers }
    }
}

impl ConversionRate {
    fn read(fields: Fields<'_>) -> Self {
        let rate = fields.decimal("USD_to_KRW", 1.0..=1_000_000.0);
        fields.finish(&[]);
        rate.map_or_else(Self::default, |usd_to_krw| Self { usd_to_krw })
    }
}

impl ModelPrice {
    fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let price = |key, default| fields.decimal(key, 0.0..=1000.0).unwrap_or(default);
        let read = Self {
            prompt: price("prompt_price_per_1k", default.prompt),
            completion: price("completion_price_per_1k", default.completion),
        };
        fields.finish(&[]);
        read
    }
}
