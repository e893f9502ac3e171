//! PNG files of rasters.

use png::{BitDepth, ColorType, Encoder, EncodingError};

use super::raster::Raster;
use crate::Error;

impl Raster {
    /// A PNG file of one bit grey, black dots 0. The same raster always gives the same bytes.
    ///
    /// # Errors
    ///
    /// [`Error::ImageSize`] if the encoder refuses the raster; no raster is known that it refuses.
    pub fn png(&self) -> Result<Vec<u8>, Error> {
        let mut file = Vec::new();
        self.write_png(&mut file).map_err(|_| Error::ImageSize)?;
        Ok(file)
    }

    fn write_png(&self, file: &mut Vec<u8>) -> Result<(), EncodingError> {
        let mut encoder = Encoder::new(file, self.width(), self.height());
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::One);
        let mut writer = encoder.write_header()?;
        let white_is_one: Vec<u8> = self.bytes().iter().map(|byte| !byte).collect();
        writer.write_image_data(&white_is_one)?;
        writer.finish()
    }
}
