//! The brand's products, for the built-in agent and the examples: three plants with drawn pictures.

use crate::drawing::{Colour, draw};

/// One product.
pub struct Product {
    /// The name of its picture, and the id in the metadata of clicks.
    pub id: &'static str,
    pub name: &'static str,
    pub about: &'static str,
    pub price: &'static str,
    leaf: Colour,
    /// For each leaf: the centre's x and y, half the width and half the height.
    leaves: &'static [[f32; 4]],
}

/// All products, the newest first.
pub const PRODUCTS: [Product; 3] = [
    Product {
        id: "pilea",
        name: "Pilea",
        about: "Round leaves for half shade",
        price: "€ 24",
        leaf: [96.0, 150.0, 92.0],
        leaves: &[
            [40.0, 20.0, 10.0, 9.0],
            [26.0, 28.0, 9.0, 8.0],
            [54.0, 28.0, 9.0, 8.0],
            [33.0, 38.0, 9.0, 8.0],
            [48.0, 38.0, 9.0, 8.0],
            [40.0, 44.0, 1.5, 10.0],
        ],
    },
    Product {
        id: "olive",
        name: "Olive tree",
        about: "Likes the full sun",
        price: "€ 38",
        leaf: [122.0, 138.0, 96.0],
        leaves: &[
            [40.0, 24.0, 17.0, 14.0],
            [30.0, 20.0, 10.0, 9.0],
            [50.0, 20.0, 10.0, 9.0],
            [40.0, 42.0, 2.0, 12.0],
        ],
    },
    Product {
        id: "fern",
        name: "Fern",
        about: "At home in the shade",
        price: "€ 19",
        leaf: [62.0, 122.0, 70.0],
        leaves: &[
            [40.0, 28.0, 5.0, 22.0],
            [30.0, 34.0, 5.0, 17.0],
            [50.0, 34.0, 5.0, 17.0],
            [22.0, 40.0, 13.0, 4.5],
            [58.0, 40.0, 13.0, 4.5],
        ],
    },
];

const GROUND: Colour = [247.0, 241.0, 231.0];
const POT: Colour = [196.0, 107.0, 72.0];
const RIM: Colour = [178.0, 92.0, 60.0];

/// A product by its id.
pub fn find(id: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|one| one.id == id)
}

impl Product {
    /// The URL of its picture, below the service's base URL.
    pub fn picture_address(&self, base: &str) -> String {
        format!("{base}/pictures/{}.png", self.id)
    }

    /// Its picture, as PNG.
    pub fn picture(&self) -> Vec<u8> {
        draw(|x, y| self.seen_at(x, y))
    }

    /// The colour at a point. The rim covers the pot, the pot covers the leaves, and all cover the
    /// background.
    fn seen_at(&self, x: f32, y: f32) -> Colour {
        let aside = (x - 40.0).abs();
        let is_leaf = |[middle_x, middle_y, width, height]: &[f32; 4]| {
            ((x - middle_x) / width).powi(2) + ((y - middle_y) / height).powi(2) <= 1.0
        };
        if (48.0..=54.0).contains(&y) && aside <= 18.0 {
            RIM
        } else if (54.0..=74.0).contains(&y) && aside <= 16.0 - (y - 54.0) * 0.2 {
            POT
        } else if self.leaves.iter().any(is_leaf) {
            self.leaf
        } else {
            GROUND
        }
    }
}
