//! The published schemas are what the types say.
//! `UPDATE_EXPECT=1 cargo test -p workshop schemas` writes them anew.

use expect_test::expect_file;
use workshop::schema;

#[test]
fn the_published_schemas_are_what_the_types_say() {
    expect_file!["../list.schema.json"].assert_eq(&schema::list().unwrap());
    expect_file!["../check.schema.json"].assert_eq(&schema::check().unwrap());
    expect_file!["../grade.schema.json"].assert_eq(&schema::grade().unwrap());
}
