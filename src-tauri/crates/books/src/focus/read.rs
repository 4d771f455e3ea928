//! Rows as they stand in a file, whoever wrote it: for checks.

use std::io::Read;

use bytes::Bytes;
use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::Decimal as Unscaled;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

use crate::exact::{DIGITS, PLACES};
use crate::{Error, exact};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// UTF-8.
    Text,
    /// `DECIMAL(38, 12)`.
    Decimal,
    /// A moment in UTC, to the microsecond.
    Time,
    /// 32 bits.
    Integer,
}

/// Where rows came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Text, which has no types.
    Csv,
    /// Columns with types.
    Parquet,
}

/// A column as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// Its type, where the file says one that we know.
    pub kind: Option<ColumnType>,
    /// Whether the file allows nulls in it.
    pub nullable: bool,
}

/// All of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Where it came from.
    pub source: Source,
    /// Its columns.
    pub columns: Vec<Head>,
    /// Its rows, each value as text: decimals plain, times as `2026-10-01T00:00:00Z`.
    pub rows: Vec<Vec<Option<String>>>,
}

/// Reads a CSV file. An empty cell is null.
pub fn read_csv(file: impl Read) -> Result<Table, Error> {
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let heads = csv.headers()?.iter().map(|name| Head { name: name.to_owned(), kind: None, nullable: true }).collect();
    let row = |record: csv::StringRecord| {
        record.iter().map(|cell| (!cell.is_empty()).then(|| cell.to_owned())).collect::<Vec<_>>()
    };
    let rows = csv.records().map(|record| Ok(row(record?))).collect::<Result<_, Error>>()?;
    Ok(Table { source: Source::Csv, columns: heads, rows })
}

/// Reads a Parquet file from memory.
pub fn read_parquet(file: Vec<u8>) -> Result<Table, Error> {
    let reader = SerializedFileReader::new(Bytes::from(file))?;
    let schema = reader.metadata().file_metadata().schema();
    let columns = schema.get_fields().iter().map(|field| head(field)).collect();
    let rows = reader
        .get_row_iter(None)?
        .map(|row| row?.get_column_iter().map(|(_, field)| value(field)).collect::<Result<_, Error>>())
        .collect::<Result<_, Error>>()?;
    Ok(Table { source: Source::Parquet, columns, rows })
}

fn head(field: &Type) -> Head {
    let info = field.get_basic_info();
    let nullable = info.repetition() == Repetition::OPTIONAL;
    Head { name: field.name().to_owned(), kind: kind(field), nullable }
}

fn kind(field: &Type) -> Option<ColumnType> {
    if !field.is_primitive() {
        return None;
    }
    match (field.get_physical_type(), field.get_basic_info().logical_type_ref()) {
        (Physical::BYTE_ARRAY, Some(LogicalType::String)) => Some(ColumnType::Text),
        (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::Decimal(decimal)))
            if (decimal.scale, decimal.precision) == (PLACES.cast_signed(), DIGITS.cast_signed()) =>
        {
            Some(ColumnType::Decimal)
        }
        (Physical::INT64, Some(LogicalType::Timestamp(time)))
            if time.is_adjusted_to_u_t_c && time.unit == TimeUnit::MICROS =>
        {
            Some(ColumnType::Time)
        }
        (Physical::INT32, None) => Some(ColumnType::Integer),
        _ => None,
    }
}

fn value(field: &Field) -> Result<Option<String>, Error> {
    let text = match field {
        Field::Null => return Ok(None),
        Field::Str(text) => text.clone(),
        Field::Int(number) => number.to_string(),
        Field::TimestampMicros(micros) => chrono::DateTime::from_timestamp_micros(*micros)
            .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
            .ok_or_else(|| Error::Format(format!("{micros} is no moment")))?,
        Field::Decimal(decimal) => decimal_text(decimal)?,
        other => other.to_string(),
    };
    Ok(Some(text))
}

fn decimal_text(decimal: &Unscaled) -> Result<String, Error> {
    let bytes: [u8; 16] =
        decimal.data().try_into().map_err(|_| Error::Format("A decimal is not sixteen bytes long.".into()))?;
    Ok(exact::units_text(i128::from_be_bytes(bytes), 0))
}
