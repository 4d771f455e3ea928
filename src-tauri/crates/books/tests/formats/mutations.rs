//! The strict check catches what is wrong: each of these changes must be found, by the rule that it breaks.

use voltdeck_books::focus::{self, ColumnType, Expected, Source, Summary, Table, read_csv, read_parquet};
use voltdeck_books::{Line, Resource, ResourceKind, Role};

use crate::scene::{account, at, charge, d, run};

/// A usage with a price, one without, a correction, a credit, an adjustment and a volume.
fn lines() -> Vec<Line> {
    let id = |id: &str, line: Line| Line { id: id.into(), ..line };
    let resource = |kind| Some(Resource { id: "r-2".into(), name: None, kind });
    vec![
        charge(),
        id("t-2", Line { price_per_hour: None, resource: resource(ResourceKind::BareMetal), ..charge() }),
        id(
            "t-3",
            Line {
                role: Role::Payout,
                effect: d("45.36"),
                from: Some(at("2026-08-01T00:00:00Z")),
                until: Some(at("2026-08-02T00:00:00Z")),
                ..charge()
            },
        ),
        id("t-4", Line { role: Role::Other, effect: d("25"), resource: None, ..charge() }),
        id("t-5", Line { role: Role::Other, effect: d("-0.000001"), resource: None, ..charge() }),
        id("t-6", Line { resource: resource(ResourceKind::Storage), ..charge() }),
    ]
}

fn tables() -> [(Table, Expected); 2] {
    let lines = lines();
    let (mut csv, mut parquet) = (Vec::new(), Vec::new());
    let summary = run(|run| focus::csv(&mut csv, &account(), lines.iter().map(Ok), run)).unwrap();
    run(|run| focus::parquet(&mut parquet, &account(), lines.iter().map(Ok), run)).unwrap();
    let expected = |summary: &Summary| Expected { rows: summary.rows(), billed: summary.billed().unwrap() };
    let expected = expected(&summary);
    [(read_csv(csv.as_slice()).unwrap(), expected), (read_parquet(parquet).unwrap(), expected)]
}

/// Sets a cell of a row, both counted as in [`lines`].
fn set(table: &mut Table, row: usize, column: &str, value: &str) {
    let at = place(table, column);
    table.rows[row][at] = (!value.is_empty()).then(|| value.to_owned());
}

fn place(table: &Table, column: &str) -> usize {
    table.columns.iter().position(|head| head.name == column).unwrap()
}

/// A change of one cell: the rule that finds it, the row, the column, the new value (none is null).
type Change = (&'static str, usize, &'static str, &'static str);

const CHANGES: &[Change] = &[
    // Words.
    ("enum", 0, "ChargeCategory", "usage"),
    ("enum", 0, "ChargeCategory", "Refund"),
    ("enum", 2, "ChargeClass", "correction"),
    ("enum", 0, "ChargeFrequency", "Hourly"),
    ("enum", 0, "PricingCategory", "On-Demand"),
    ("enum", 0, "ServiceName", "Compute"),
    ("service", 0, "ServiceCategory", "Storage"),
    ("service", 0, "ServiceSubcategory", "Containers"),
    ("service", 5, "ServiceSubcategory", "Block Storage"),
    ("provider", 0, "ProviderName", "Voltage park"),
    ("provider", 0, "InvoiceIssuerName", "Somebody"),
    ("provider", 0, "PublisherName", "Voltdeck"),
    ("currency", 0, "BillingCurrency", "usd"),
    ("currency", 0, "BillingCurrency", "XXX"),
    ("invoice", 0, "InvoiceId", "2026-10"),
    // Times.
    ("form", 0, "ChargePeriodStart", "2026-10-08T09:00:00"),
    ("form", 0, "ChargePeriodStart", "2026-10-08T09:00:00+00:00"),
    ("form", 0, "ChargePeriodStart", "2026-10-08 09:00:00Z"),
    ("form", 0, "ChargePeriodEnd", "2026-10-08T11:00:00.5Z"),
    ("form", 0, "BillingPeriodStart", "2026-10-01"),
    ("form", 0, "BillingPeriodEnd", "2026-13-01T00:00:00Z"),
    ("period", 0, "BillingPeriodStart", "2026-10-02T00:00:00Z"),
    ("period", 0, "BillingPeriodEnd", "2026-10-31T23:59:59Z"),
    ("period", 0, "BillingPeriodEnd", "2026-12-01T00:00:00Z"),
    ("period", 0, "ChargePeriodEnd", "2026-10-08T09:00:00Z"),
    ("period", 0, "ChargePeriodEnd", "2026-11-02T00:00:00Z"),
    ("period", 0, "ChargePeriodStart", "2026-09-30T00:00:00Z"),
    ("correction", 2, "ChargeClass", ""),
    ("correction", 0, "ChargeClass", "Correction"),
    // Decimals.
    ("form", 0, "BilledCost", "30.24 USD"),
    ("form", 0, "BilledCost", "30,24"),
    ("form", 0, "BilledCost", "+30.24"),
    ("form", 0, "BilledCost", "3.024e1"),
    ("form", 0, "BilledCost", "030.24"),
    ("form", 0, "BilledCost", "30.2400000000000"),
    ("form", 0, "BilledCost", "NaN"),
    ("form", 0, "PricingQuantity", "2h"),
    ("form", 0, "x_GpuCount", "8.0"),
    // Money.
    ("costs", 0, "EffectiveCost", "30.240001"),
    ("costs", 0, "ContractedCost", "0"),
    ("costs", 0, "ListCost", "-30.24"),
    ("product", 0, "PricingQuantity", "2.000001"),
    ("product", 0, "ContractedUnitPrice", "15.13"),
    ("price", 0, "ContractedUnitPrice", "-15.12"),
    ("pair", 0, "PricingQuantity", ""),
    ("pair", 0, "ContractedUnitPrice", ""),
    ("pair", 1, "PricingQuantity", "2"),
    ("unit", 0, "PricingUnit", ""),
    ("unit", 0, "PricingUnit", "hours"),
    ("unit", 0, "PricingUnit", "Hour"),
    ("unit", 1, "PricingUnit", "Hours"),
    ("list", 0, "ListUnitPrice", "15.12"),
    ("pricing", 0, "PricingCategory", ""),
    ("pricing", 2, "PricingCategory", "Standard"),
    ("frequency", 0, "ChargeFrequency", "One-Time"),
    ("frequency", 3, "ChargeFrequency", "Usage-Based"),
    // Nulls.
    ("null", 0, "BillingAccountId", ""),
    ("null", 0, "BillingAccountName", ""),
    ("null", 0, "BilledCost", ""),
    ("null", 0, "ChargeDescription", ""),
    ("null", 0, "ServiceCategory", ""),
    ("null", 0, "x_TransactionId", ""),
    ("null", 0, "ResourceId", "N/A"),
    ("null", 0, "RegionId", "null"),
    ("form", 0, "RegionName", "  "),
    // What belongs together.
    ("resource", 0, "ResourceType", ""),
    ("resource", 3, "ResourceType", "Other"),
    ("resource", 0, "ResourceType", "Storage Volume"),
    ("resource", 0, "ResourceName", "vm-1"),
    ("resource", 3, "ResourceName", "train-7"),
    ("region", 0, "RegionName", ""),
    ("region", 0, "RegionId", ""),
    ("sku", 0, "SkuMeter", ""),
    ("sku", 0, "SkuId", ""),
    ("sku", 1, "SkuPriceId", "bare-metal@1"),
    ("sku", 5, "SkuPriceId", "vm-8x-h100-sxm5-80gb@15.120000/hour"),
    ("sku", 1, "SkuPriceDetails", "{\"GpuCount\":8}"),
    ("sku", 3, "SkuId", "vm"),
    // JSON.
    ("json", 0, "Tags", "team:research"),
    ("json", 0, "Tags", "[\"team:research\"]"),
    ("json", 0, "Tags", "{\"a\":{\"b\":true}}"),
    ("json", 0, "Tags", "{\"a\":true,\"a\":true}"),
    ("tags", 0, "Tags", "{\"team:research\":\"true\"}"),
    ("tags", 0, "Tags", "{\"team:research\":null}"),
    ("tags", 0, "Tags", "{\"vd-job-abcdefgh\":true}"),
    ("json", 0, "SkuPriceDetails", "8 GPUs"),
    ("details", 0, "SkuPriceDetails", "{\"GpuModel\":\"h100\"}"),
    // Rows together.
    ("twice", 1, "x_TransactionId", "t-1"),
    ("account", 1, "BillingAccountId", "org-8"),
    ("account", 1, "BillingAccountName", "Another"),
    ("account", 1, "BillingCurrency", "EUR"),
    ("sum", 0, "BilledCost", "30.240001"),
];

type Mutation = (&'static str, fn(&mut Table));

/// Changes of whole rows and columns.
const SHAPES: &[Mutation] = &[
    ("rows", |table| drop(table.rows.pop())),
    ("twice", |table| table.rows.push(table.rows[0].clone())),
    ("width", |table| drop(table.rows[2].pop())),
    ("columns", |table| {
        table.columns.pop();
        table.rows.iter_mut().for_each(|row| drop(row.pop()));
    }),
    ("columns", |table| table.columns.swap(0, 1)),
    ("columns", |table| table.columns[3].name = "Currency".into()),
    ("columns", |table| table.columns.push(table.columns[0].clone())),
    ("costs", |table| {
        let at = place(table, "BilledCost");
        // Both change and the sum stays: only the row itself tells.
        (table.rows[0][at], table.rows[1][at]) = (Some("29.24".into()), Some("31.24".into()));
    }),
    ("sum", |table| {
        for column in ["BilledCost", "EffectiveCost", "ContractedCost", "ListCost"] {
            set(table, 4, column, "0.000002");
        }
    }),
];

/// Changes of types, which only Parquet has.
const TYPES: &[Mutation] = &[
    ("type", |table| table.columns[0].kind = Some(ColumnType::Text)),
    ("type", |table| table.columns[0].kind = None),
    ("type", |table| table.columns[0].nullable = true),
    ("type", |table| table.columns[4].kind = Some(ColumnType::Integer)),
];

fn finds(table: &Table, expected: &Expected, rule: &str, what: &str) {
    let faults = focus::check(table, expected);
    assert!(
        faults.iter().any(|fault| fault.rule == rule),
        "{what} in {:?} must break {rule}: {faults:?}",
        table.source
    );
}

#[test]
fn the_unchanged_files_are_right() {
    for (table, expected) in tables() {
        assert_eq!(focus::check(&table, &expected), []);
    }
}

#[test]
fn every_changed_value_is_found_by_its_rule() {
    for (whole, expected) in tables() {
        for (rule, row, column, value) in CHANGES {
            let mut table = whole.clone();
            set(&mut table, *row, column, value);
            assert_ne!(table, whole, "{column} of row {row} was {value:?} before");
            finds(&table, &expected, rule, &format!("{column} = {value:?} in row {row}"));
        }
    }
}

#[test]
fn every_changed_shape_is_found_by_its_rule() {
    for (whole, expected) in tables() {
        let types = if whole.source == Source::Parquet { TYPES } else { &[] };
        for (at, (rule, change)) in SHAPES.iter().chain(types).enumerate() {
            let mut table = whole.clone();
            change(&mut table);
            finds(&table, &expected, rule, &format!("change {at}"));
        }
    }
}

#[test]
fn text_that_a_program_for_sheets_would_run_is_found_in_csv() {
    let [(mut csv, expected), _] = tables();
    for text in ["=1+1", "x;=1+1", "x;\"@SUM(A1)\"", "x\t+1", "x\n-1", "＝1"] {
        set(&mut csv, 0, "ResourceName", text);
        finds(&csv, &expected, "formula", text);
    }
}

#[test]
fn a_file_of_other_types_is_found_as_it_is_read() {
    use parquet::basic::{Repetition, Type as Physical};
    use parquet::data_type::DoubleType;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type;
    use std::sync::Arc;

    let field = Type::primitive_type_builder("BilledCost", Physical::DOUBLE).with_repetition(Repetition::REQUIRED);
    let schema =
        Type::group_type_builder("schema").with_fields(vec![Arc::new(field.build().unwrap())]).build().unwrap();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::default()).unwrap();
    let mut group = file.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<DoubleType>().write_batch(&[30.24], None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    let table = read_parquet(file.into_inner().unwrap()).unwrap();
    assert_eq!(table.columns[0].kind, None, "a double is none of our types");
    finds(&table, &Expected { rows: 1, billed: d("30.24") }, "columns", "one column of doubles");
}
